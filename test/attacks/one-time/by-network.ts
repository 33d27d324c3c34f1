import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person, type Reply } from '../../world/harness.ts'
import { from, range } from '../../world/instruments.ts'
import { everyRow } from '../../world/storage.ts'

const RESET = '/api/users/login/reset-password'
const { ssafy: OWNER, busking: OTHER } = PEOPLE
const REACT = { ...from('203.0.113.9'), 'User-Agent': 'Chrome' }
const REFUSED = { status: 400, message: '비밀번호 재설정에 실패하였습니다.' }

const pairOf = ({ username: userId, email }: Person) => ({ userId, email })

/** As the client does it: a bare request, with nothing that an earlier reply gave. */
const put = (h: Harness, headers: Record<string, string>, who = pairOf(OWNER), password = NEW_PASSWORD) =>
  h.request('PUT', RESET, { body: { ...who, password }, headers })

async function mailed(h: Harness, who: Person, headers: Record<string, string>) {
  await h.request('GET', `${RESET}?${new URLSearchParams(pairOf(who))}`, { headers })
  return h.mail.code(who.email)
}

/** The owner's code was right, from the owner's network and browser. */
async function proven(headers: Record<string, string> = REACT, SSAFY_RESET_BY_NETWORK = 'true') {
  const h = await harness({ env: { SSAFY_RESET_BY_NETWORK } })
  for (const person of [OWNER, OTHER]) await h.person(person)
  const code = await mailed(h, OWNER, headers)
  const { body } = await h.request('POST', RESET, { body: { ...pairOf(OWNER), code }, headers })
  return { h, resetToken: body.resetToken as string }
}

const expectRefused = (reply: Reply) => expect([reply.status, reply.body]).toEqual([400, REFUSED])
const passwords = async () => (await everyRow()).accounts?.map((row) => Object(row).password_hash)

test('16: the network and browser of the right code set the password once, with nothing to show', async () => {
  const { h } = await proven()
  expect((await put(h, REACT)).status).toBe(200)
  const { username: userId } = OWNER
  expect((await h.post('/api/users/login', { userId, password: NEW_PASSWORD })).status).toBe(200)
  expectRefused(await put(h, REACT, pairOf(OWNER), 'another-one-1'))
})

test('16: another address of the same IPv6 /64 is the same network', async () => {
  const agent = { 'User-Agent': 'Chrome' }
  const { h } = await proven({ ...from('2001:db8:1:2::9'), ...agent })
  expectRefused(await put(h, { ...from('2001:db8:1:3::9'), ...agent }))
  expect((await put(h, { ...from('2001:db8:1:2:ffff::1'), ...agent })).status).toBe(200)
})

describe('16: without a proof, nothing changes', () => {
  const STRANGERS: Record<
    string,
    [headers: Record<string, string>, pair?: { userId: string; email: string }]
  > = {
    'from another network': [{ ...REACT, ...from('203.0.113.10') }],
    'by another browser behind the same address': [{ ...REACT, 'User-Agent': 'Safari' }],
    'by no browser behind the same address': [from('203.0.113.9')],
    'by an empty user agent': [{ ...REACT, 'User-Agent': '' }],
    'from no network': [{ 'User-Agent': 'Chrome' }],
    'with the address in another header': [
      { ...from('203.0.113.10'), 'User-Agent': 'Chrome', 'X-Forwarded-For': '203.0.113.9' },
    ],
    'for another pair': [REACT, pairOf(OTHER)],
    'for the owner’s name with another’s e-mail': [REACT, { ...pairOf(OWNER), email: OTHER.email }],
    'for another’s name with the owner’s e-mail': [REACT, { ...pairOf(OTHER), email: OWNER.email }],
    'for nobody': [REACT, { userId: 'nobody', email: 'nobody@example.com' }],
    'for an empty pair': [REACT, { userId: '', email: '' }],
    'from a foreign page in the owner’s browser': [{ ...REACT, Origin: 'https://evil.test' }],
  }

  test.for(Object.entries(STRANGERS))('16: %s', async ([, [headers, pair]]) => {
    const { h } = await proven()
    const before = await passwords()
    expect((await put(h, headers, pair)).status).toBe('Origin' in headers ? 403 : 400)
    expect(await passwords()).toEqual(before)
    expect((await put(h, REACT)).status).toBe(200)
  })

  test('16: where it is not switched on', async () => {
    const { h } = await proven(REACT, 'false')
    expectRefused(await put(h, REACT))
    h.setEnv({ SSAFY_RESET_BY_NETWORK: 'true' })
    expectRefused(await put(h, REACT))
  })

  test('16: and once it is switched off', async () => {
    const { h } = await proven()
    h.setEnv({ SSAFY_RESET_BY_NETWORK: 'false' })
    expectRefused(await put(h, REACT))
  })

  test('16: before the code was shown, after a wrong one, and after 10 minutes', async () => {
    const { h } = await proven()
    const code = await mailed(h, OTHER, REACT)
    expectRefused(await put(h, REACT, pairOf(OTHER)))
    const wrong = await h.request('POST', RESET, {
      body: { ...pairOf(OTHER), code: 'AAAAAAAA' },
      headers: REACT,
    })
    expect(wrong.status).toBe(401)
    expectRefused(await put(h, REACT, pairOf(OTHER)))
    await h.request('POST', RESET, { body: { ...pairOf(OTHER), code }, headers: REACT })
    h.clock.pass(10 * MINUTE)
    expectRefused(await put(h, REACT, pairOf(OTHER)))
    expectRefused(await put(h, REACT))
  })

  test('16: once a newer code was asked for', async () => {
    const { h } = await proven()
    await mailed(h, OWNER, REACT)
    expectRefused(await put(h, REACT))
  })

  test('16: after a right code at the native API', async () => {
    const h = await harness({ env: { SSAFY_RESET_BY_NETWORK: 'true' } })
    await h.person(OWNER)
    const code = await mailed(h, OWNER, REACT)
    const body = { login: OWNER.username, code }
    const native = await h.request('POST', '/v1/recovery/password/verify', { body, headers: REACT })
    expect(native.status).toBe(200)
    expectRefused(await put(h, REACT))
    const { reset_token } = native.body
    const set = { reset_token, password: NEW_PASSWORD }
    expect((await h.request('PUT', '/v1/recovery/password', { body: set })).status).toBe(204)
  })
})

test('16: a stranger with the same address and browser, who knows the pair, may be the first: what it trusts', async () => {
  const { h } = await proven()
  expect((await put(h, REACT, pairOf(OWNER), 'a-strangers-1')).status).toBe(200)
  expectRefused(await put(h, REACT))
  const subjects = (await h.mail.messages(OWNER.email)).map(({ subject }) => subject)
  expect(subjects[0]).toBe('[문지기] 비밀번호가 변경되었습니다')
})

test('16: the token works from anywhere, as it does without the switch, and uses the same right up', async () => {
  const { h, resetToken } = await proven()
  const body = { ...pairOf(OWNER), password: NEW_PASSWORD, resetToken }
  expect((await h.request('PUT', RESET, { body, headers: from('198.51.100.1') })).status).toBe(200)
  expectRefused(await put(h, REACT))
})

test('16: a refused password leaves the right as it is', async () => {
  const { h } = await proven()
  const refused = await put(h, REACT, pairOf(OWNER), 'short')
  expect([refused.status, refused.body]).toEqual([400, { ...REFUSED, reason: 'too_short' }])
  expect((await put(h, REACT)).status).toBe(200)
})

test('15: of 20 parallel requests without a proof one sets the password', async () => {
  const { h } = await proven()
  const replies = await Promise.all(range(20).map((at) => put(h, REACT, pairOf(OWNER), `parallel-one-${at}`)))
  const done = replies.flatMap(({ status }, at) => (status === 200 ? [at] : []))
  expect(done).toHaveLength(1)
  expect(replies.filter(({ status }) => ![200, 400, 429].includes(status))).toEqual([])
  const { username: userId } = OWNER
  const signIn = await h.post('/api/users/login', { userId, password: `parallel-one-${done[0]}` })
  expect(signIn.status).toBe(200)
})
