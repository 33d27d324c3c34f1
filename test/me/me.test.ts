import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { KINDS } from '../../src/core/storage/limit-keys.ts'
import { events as eventRows } from '../../src/db/schema.ts'
import { askForReset, checkCode, problems, register, SUNNY, signIn, statuses } from '../acts/native.ts'
import { appCode, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectAnswer, expectProblem } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { everyRow, everythingStored } from '../world/storage.ts'

type Cookies = Record<string, string>

const erase = (h: Harness, cookies: Cookies, body: object = { password: SINGER.password }) =>
  h.request('DELETE', '/v1/me', { cookies, body })
const rename = (h: Harness, cookies: Cookies, nickname: unknown) =>
  h.request('PATCH', '/v1/me', { cookies, body: { nickname } })
const events = (h: Harness, cookies: Cookies, query = '') =>
  h.request('GET', `/v1/me/events${query}`, { cookies })

async function world() {
  const h = await harness()
  const id = await h.person(SINGER)
  return { h, id, cookies: await signInByCookie(h) }
}

describe('the nickname', () => {
  test('changes', async () => {
    const { h, id, cookies } = await world()
    const { username, email } = SINGER
    const account = { id, username, email, nickname: '새 이름', email_verified: true }
    expectAnswer(await rename(h, cookies, '새 이름'), 200, account)
    const secured = { second_factor: false, password_changed_at: null }
    expectAnswer(await h.request('GET', '/v1/me', { cookies }), 200, { ...account, ...secured })
  })

  test.for(['', '   ', 'a\u0000', 'a\u2028b', '\u2066x', 'x'.repeat(41), 1, null, ['a'], undefined])(
    'is never %j',
    async (nickname) => {
      const { h, cookies } = await world()
      expectProblem(await rename(h, cookies, nickname), 400, 'invalid_request')
      expect((await h.request('GET', '/v1/me', { cookies })).body.nickname).toBe(SINGER.nickname)
    },
  )
})

describe('the events', () => {
  test('of an account are told newest first, with who did what and where', async () => {
    const { h, cookies } = await world()
    const headers = { 'CF-Connecting-IP': '203.0.113.9', 'User-Agent': 'curl' }
    await h.post('/api/auth/login', { username: SINGER.username, password: 'a wrong one' }, headers)

    const at = new Date(h.clock.now).toISOString()
    expectAnswer(await events(h, cookies), 200, {
      events: [
        {
          id: 2,
          what: 'sign_in_failed',
          actor: 'anonymous',
          contract: 'busking',
          at,
          ip: '203.0.113.9',
          user_agent: 'curl',
        },
        { id: 1, what: 'signed_in', actor: 'owner', contract: 'native', at, ip: null, user_agent: null },
      ],
      next: null,
    })
  })

  test('of others are nobody’s business', async () => {
    const { h } = await world()
    await h.person(PEOPLE.ssafy)
    const { body } = await events(h, await signInByCookie(h, PEOPLE.ssafy))
    expect(body.events.map(({ what }: { what: string }) => what)).toEqual(['signed_in'])
  })

  test('come fifty a page', async () => {
    const { h, id: accountId, cookies } = await world()
    const what = { actor: 'owner', what: 'signed_in', contract: 'native' } as const
    const event = { accountId, ...what, at: 0, requestId: '' }
    for (const _ of range(10)) await h.db.insert(eventRows).values(range(6).map(() => event))
    const first = (await events(h, cookies)).body
    const second = (await events(h, cookies, `?before=${first.next}`)).body
    const ids = [...first.events, ...second.events].map(({ id }: { id: number }) => id)
    expect([first.events.length, first.next, second.events.length, second.next]).toEqual([50, 12, 11, null])
    expect(ids).toEqual(range(61).map((at) => 61 - at))
  })

  test.for(['-1', 'x', '1.5', '', '1e3', '9'.repeat(16)])('before %j are none', async (before) => {
    const { h, cookies } = await world()
    expectProblem(await events(h, cookies, `?before=${before}`), 400, 'invalid_request')
  })
})

describe('deleting the account', () => {
  test('erases all that is kept of it', async () => {
    const { h, cookies } = await world()
    const before = await signInByCookie(h)
    const { access, refresh } = await signInByToken(h)
    await h.request('POST', '/v1/me/email', {
      cookies,
      body: { email: 'singer@new.example.com', password: SINGER.password },
    })
    await askForReset(h, SINGER.username)
    await checkCode(h, SINGER.username, 'AAAAAAAA')
    await signIn(h, SINGER.username, 'a wrong one')

    const done = await erase(h, cookies)
    expect([done.status, done.text]).toEqual([204, ''])
    expect(done.cookies['__Host-munjigi_session']?.attributes).toContain('Max-Age=0')
    const [letter] = await h.mail.messages(SINGER.email)
    expect(letter?.subject).toBe('[Munjigi] Your account was deleted')
    // How many things of a kind happened in an hour stays counted, and does not say to whom.
    const { throttles, event_counts, ...rows } = await everyRow()
    for (const [table, left] of Object.entries(rows)) expect(left, table).toEqual([])
    const keys = (throttles as { key: string }[]).map(({ key }) => key)
    const kinds = keys.map((key) => KINDS[key.slice(0, key.indexOf(':')) as keyof typeof KINDS])
    // Letters to the address that never became the account's.
    expect(kinds.filter((whose) => whose !== 'network')).toEqual(['name'])
    const stored = await everythingStored()
    for (const text of [SINGER.username, SINGER.email, SINGER.nickname, 'new.example.com', 'session:']) {
      expect(stored).not.toContain(text)
    }

    const after = [
      await h.request('GET', '/v1/me', { cookies }),
      await h.request('GET', '/v1/sessions/current', { cookies }),
      await h.request('GET', '/v1/sessions/current', { cookies: before }),
      await h.request('GET', '/v1/me', { bearer: access }),
      await h.post('/v1/tokens/refresh', { refresh_token: refresh }),
      await signIn(h, SINGER.username, SINGER.password),
    ]
    expect(statuses(after)).toEqual(Array(6).fill(401))
  })

  test('touches nobody else', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    const other = await signInByCookie(h, PEOPLE.ssafy)
    await erase(h, cookies)
    expect((await h.request('GET', '/v1/me', { cookies: other })).body.username).toBe(PEOPLE.ssafy.username)
    expect((await events(h, other)).body.events).toHaveLength(1)
  })

  test('frees its names', async () => {
    const { h, cookies } = await world()
    await erase(h, cookies)
    const reply = await register(h, { ...SUNNY, username: SINGER.username, email: SINGER.email })
    expect(reply.status).toBe(202)
    expect(await h.mail.code(SINGER.email)).toMatch(/^\w{8}$/)
  })

  test('takes the password', async () => {
    const { h, cookies } = await world()
    expectProblem(await erase(h, cookies, { password: 'a wrong one' }), 401, 'bad_credentials')
    expectProblem(await erase(h, cookies, {}), 403, 'reauthentication_needed')
    expectProblem(await erase(h, {}), 401, 'signed_out')
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
  })

  test.for(['a TOTP code', 'a recovery code'])('takes %s too, where a second factor is on', async (kind) => {
    const h = await harness()
    const { cookies, seed, recoveryCodes } = await withSecondFactor(h)
    const { password } = SINGER
    expectProblem(await erase(h, cookies, { password }), 401, 'wrong_code')
    expectProblem(await erase(h, cookies, { password, code: wrongCode(h, seed) }), 401, 'wrong_code')
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)

    const code = kind === 'a TOTP code' ? appCode(h, seed) : recoveryCodes[0]
    expect((await erase(h, cookies, { password, code })).status).toBe(204)
    expect((await everyRow()).totp).toEqual([])
  })

  test('guesses a second factor five times, however parallel', async () => {
    const h = await harness()
    const { cookies, seed } = await withSecondFactor(h)
    const body = { password: SINGER.password, code: wrongCode(h, seed) }
    const replies = await Promise.all(range(5).map(() => erase(h, cookies, body)))
    expect(problems(replies)).toEqual(Array(5).fill('401 wrong_code'))
    const right = { ...body, code: appCode(h, seed) }
    expect((await erase(h, cookies, right)).status).toBe(429)
  })

  test('is done once by 20 parallel callers, and leaves no cookie', async () => {
    const { h, cookies } = await world()
    const [replies] = await Promise.all([
      Promise.all(range(20).map(() => erase(h, cookies))),
      Promise.all(range(5).map(() => signInByCookie(h))),
    ])
    expect(replies.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(1)
    await erase(h, cookies)
    expect((await everyRow()).accounts).toEqual([])

    const { keys } = await env.KV.list({ prefix: 'session:' })
    expect(keys).toEqual([])
  })
})
