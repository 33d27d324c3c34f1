import { describe, expect, test } from 'vitest'
import { accounts } from '../../src/db/schema.ts'
import { read, sendForm } from '../acts/pages.ts'
import { withSecondFactor } from '../acts/second-factor.ts'
import { jarOf, SINGER, signInByCookie } from '../acts/sign-in.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { watch } from '../world/bindings.ts'
import { harness, PEOPLE } from '../world/harness.ts'

const ELSEWHERE = 'elsewhere@example.com'
const { password } = SINGER

/** Every page of one's own account, and how often it may ask D1. */
const PAGES: [string, number][] = [
  ['/account', 1],
  ['/account/email', 1],
  ['/account/password', 1],
  ['/account/second-factor', 1],
  ['/account/erase', 1],
  ['/account/sessions', 1],
  ['/account/places', 1],
  ['/account/events', 2],
  ['/account/identities', 3],
]

async function world() {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const send = (path: string, fields: Record<string, string>) => sendForm(h, path, fields, { cookies })
  return { h, cookies, send }
}

describe.each(PAGES)('%s', (path, most) => {
  test('leads to the sign-in without a session, and back', async () => {
    const { status, location } = read(await (await harness()).request('GET', path))
    expect([status, location]).toEqual([303, `/sign-in?${new URLSearchParams({ return_to: path })}`])
  })

  test(`asks D1 ${most} times at most`, async () => {
    const { h, cookies } = await world()
    const { calls, bindings } = watch()
    h.setEnv(bindings)
    expect((await h.request('GET', path, { cookies })).status).toBe(200)
    expect(calls.filter(({ kind }) => kind === 'D1').length).toBeLessThanOrEqual(most)
  })

  test('is kept by no cache, and shown in no frame', async () => {
    const { h, cookies } = await world()
    const { headers } = await h.request('GET', path, { cookies })
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
  })
})

test('who must change the password is led to that alone', async () => {
  const h = await harness()
  await h.person(PEOPLE.gateway)
  const cookies = await signInByCookie(h, PEOPLE.gateway)
  for (const [path] of PAGES) {
    const { location } = read(await h.request('GET', path, { cookies }))
    expect(location).toMatch(/^\/sign-in\/new-password\?return_to=/)
  }
})

test('a nickname is saved, and one that cannot be seen is refused beside its field', async () => {
  const { h, cookies, send } = await world()
  expect(read(await send('/account', { nickname: ' 새 이름 ' }))).toMatchObject({
    status: 303,
    location: '/account',
  })
  expect(read(await h.request('GET', '/account', { cookies })).fields.nickname?.value).toBe('새 이름')
  const refused = read(await send('/account', { nickname: 'a\u202eb' }))
  expect([refused.status, refused.messages]).toEqual([400, ['A nickname has 1 to 40 visible characters.']])
})

describe('the e-mail', () => {
  test('is another once the code that went there is entered', async () => {
    const { h, cookies, send } = await world()
    const asked = read(await send('/account/email', { email: ELSEWHERE, current: password }))
    expect([asked.status, asked.location]).toEqual([303, '/account/email?step=code'])
    expect((await h.request('GET', '/account', { cookies })).text).toContain(SINGER.email)

    const wrong = read(await send('/account/email', { form: 'confirm', code: 'wrong' }))
    expect([wrong.status, Object.keys(wrong.errors)]).toEqual([401, ['confirm-code']])
    const code = await h.mail.code(ELSEWHERE)
    const right = read(await send('/account/email', { form: 'confirm', code: ` ${code} ` }))
    expect([right.status, right.location]).toEqual([303, '/account'])
    expect((await h.request('GET', '/account', { cookies })).text).toContain(ELSEWHERE)
  })

  test.each([
    ['a wrong password', 'not this one', 401, 'Your current password is wrong.'],
    ['none', '', 403, 'Show once more that it is you, to go on.'],
  ])('stays for %s, and nothing is mailed there', async (_, current, status, message) => {
    const { h, send } = await world()
    const reply = read(await send('/account/email', { email: ELSEWHERE, current }))
    expect([reply.status, reply.errors]).toEqual([status, { current: `Error: ${message}` }])
    expect(reply.fields.email?.value).toBe(ELSEWHERE)
    expect(reply.fields.current).not.toHaveProperty('value')
    expect(await h.mail.messages(ELSEWHERE)).toEqual([])
  })
})

describe('the password', () => {
  test('is another, for which this browser stays signed in and every other is not', async () => {
    const { h, cookies, send } = await world()
    const other = await signInByCookie(h)
    const reply = await send('/account/password', { current: password, password: NEW_PASSWORD })
    expect(read(reply)).toMatchObject({ status: 303, location: '/account' })
    const mine = await h.request('GET', '/account', { cookies: jarOf(reply) })
    expect(read(mine)).toMatchObject({
      status: 200,
      notice: 'Your password is changed, and you are signed out everywhere else.',
    })
    for (const gone of [cookies, other])
      expect((await h.request('GET', '/account', { cookies: gone })).status).toBe(303)
  })

  test.each([
    ['a wrong one before it', 'not this one', NEW_PASSWORD, 401, ['current']],
    ['one that is common', password, 'Football', 400, ['password']],
    ['the same again', password, password, 400, ['password']],
  ])('stays for %s', async (_, current, next, status, fields) => {
    const { h, send } = await world()
    const reply = read(await send('/account/password', { current, password: next }))
    expect([reply.status, Object.keys(reply.errors)]).toEqual([status, fields])
    expect(await signInByCookie(h)).not.toEqual({})
  })
})

describe('the account', () => {
  test('is erased for the password, and the browser is signed out', async () => {
    const { h, send } = await world()
    expect(read(await send('/account/erase', { current: 'not this one' })).status).toBe(401)
    expect(await h.db.$count(accounts)).toBe(1)
    const reply = await send('/account/erase', { current: password })
    expect(read(reply)).toMatchObject({ status: 303, location: '/sign-in' })
    expect(Object.values(reply.cookies).map(({ attributes }) => attributes)).toContainEqual(
      expect.stringContaining('Max-Age=0'),
    )
    expect(await h.db.$count(accounts)).toBe(0)
  })

  test('with a second factor is not erased without its code', async () => {
    const h = await harness()
    const { cookies, recoveryCodes } = await withSecondFactor(h)
    expect(read(await h.request('GET', '/account/erase', { cookies })).fields).toHaveProperty('code')
    const [code = ''] = recoveryCodes
    const refused = await sendForm(h, '/account/erase', { current: password, code: '' }, { cookies })
    expect([read(refused).status, await h.db.$count(accounts)]).toEqual([401, 1])
    await sendForm(h, '/account/erase', { current: password, code }, { cookies })
    expect(await h.db.$count(accounts)).toBe(0)
  })
})
