import { describe, expect, test } from 'vitest'
import { identities } from '../../src/db/schema.ts'
import { read, sendForm } from '../acts/pages.ts'
import { appCode } from '../acts/second-factor.ts'
import { jarOf, SESSION } from '../acts/sign-in.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { harness, PEOPLE } from '../world/harness.ts'
import { browser, standIn } from '../world/providers.ts'

const INBOX = 'https://app.test/inbox'
const back = (path: string, more: Record<string, string> = {}) =>
  `${path}?${new URLSearchParams({ return_to: INBOX, ...more })}`

describe('a sign-in with a second factor and a forced change', () => {
  const who = { ...PEOPLE.pong, mustChangePassword: true }

  test('goes from step to step, and at last back to where it came from', async () => {
    const h = await harness()
    await h.person(who)
    const begun = await sendForm(h, back('/sign-in'), { login: who.username, password: who.password })
    expect(read(begun).location).toBe(back('/sign-in/second-factor'))
    const code = appCode(h, who.seed)
    const second = await sendForm(h, back('/sign-in/second-factor'), { code }, { cookies: jarOf(begun) })
    expect(read(second).location).toBe(back('/sign-in/new-password'))
    const fields = { current: who.password, password: NEW_PASSWORD }
    const last = await sendForm(h, back('/sign-in/new-password'), fields, { cookies: jarOf(second) })
    expect(read(last).location).toBe(INBOX)
    const me = await h.request('GET', '/v1/me', { cookies: jarOf(last) })
    expect(me.body).toMatchObject({ username: who.username })
    const { sessions } = (await h.request('GET', '/v1/sessions', { cookies: jarOf(last) })).body
    expect(sessions).toEqual([expect.objectContaining({ contract: 'pages', kind: 'cookie', state: 'full' })])
  })

  test('a step that is asked for before its time leads to the one that comes first', async () => {
    const h = await harness()
    await h.person(who)
    const begun = await sendForm(h, back('/sign-in'), { login: who.username, password: who.password })
    const early = await h.request('GET', back('/sign-in/new-password'), { cookies: jarOf(begun) })
    expect(read(early)).toMatchObject({ status: 303, location: back('/sign-in/second-factor') })
    expect(read(await h.request('GET', back('/sign-in/second-factor'))).location).toBe(back('/sign-in'))
  })

  test('that took too long begins again, and says why, once', async () => {
    const h = await harness()
    await h.person(who)
    const begun = await sendForm(h, back('/sign-in'), { login: who.username, password: who.password })
    h.clock.pass(11 * 60_000)
    const late = await sendForm(
      h,
      back('/sign-in/second-factor'),
      { code: '123456' },
      { cookies: jarOf(begun) },
    )
    expect(read(late)).toMatchObject({ status: 303, location: back('/sign-in') })
    const shown = await h.request('GET', back('/sign-in'), { cookies: jarOf(late) })
    expect(read(shown).notice).toBe('Your sign-in has ended. Please sign in again.')
    expect(shown.cookies.munjigi_notice?.attributes).toContain('Max-Age=0')
  })
})

describe('a sign-in elsewhere', () => {
  test('leads back to where the person came from', async () => {
    const h = await harness()
    const b = browser(h)
    const link = read(await h.request('GET', back('/sign-in'))).links.find((one) => /github/.test(one)) ?? ''
    const arrived = await b.travel(link)
    expect(arrived.headers.get('Location')).toBe(back('/sign-in'))
    expect(read(await b.visit('GET', back('/sign-in')))).toMatchObject({ status: 303, location: INBOX })
  })

  test('that waits for a second factor is led to its page', async () => {
    const h = await harness()
    const accountId = await h.person(PEOPLE.pong)
    const subject = String((await standIn(h, 'github').look()).person.id)
    await h.db.insert(identities).values({ provider: 'github', subject, accountId, createdAt: h.clock.now })
    const b = browser(h)
    const arrived = await b.travel(`/v1/oauth/github?${new URLSearchParams({ return_to: back('/sign-in') })}`)
    const location = arrived.headers.get('Location') ?? ''
    expect(location).toBe(back('/sign-in', { next: 'second_factor' }))
    expect(read(await b.visit('GET', location)).location).toBe(back('/sign-in/second-factor'))
    const code = appCode(h, PEOPLE.pong.seed)
    const done = await sendForm(h, back('/sign-in/second-factor'), { code }, { cookies: b.jar })
    expect(read(done).location).toBe(INBOX)
  })

  test('that failed is told on the page', async () => {
    const h = await harness()
    await standIn(h, 'github').set({ misbehave: { token: 'error' } })
    const b = browser(h)
    const arrived = await b.travel(`/v1/oauth/github?${new URLSearchParams({ return_to: back('/sign-in') })}`)
    const { status, messages, forms } = read(await b.visit('GET', arrived.headers.get('Location') ?? ''))
    expect(status).toBe(200)
    expect(messages).toEqual([expect.stringMatching(/^Signing in with the other service did not work/)])
    expect([...new Set(forms)]).toEqual([back('/sign-in')])
  })
})

test('who signs up has an account once the code was entered, and signs in with the name filled in', async () => {
  const h = await harness()
  const { username, email, password } = PEOPLE.busking
  const begun = await sendForm(h, back('/sign-up'), { username, email, password })
  expect(read(begun).location).toBe(back('/sign-up/verify'))
  expect(begun.cookies.munjigi_sign_up?.attributes).toBe(
    'Max-Age=1800; Path=/sign-up; HttpOnly; Secure; SameSite=Strict',
  )
  const cookies = jarOf(begun)
  const resent = await sendForm(h, back('/sign-up/verify'), { form: 'resend' }, { cookies })
  expect(read(resent).location).toBe(back('/sign-up/verify'))
  const code = (await h.mail.code(email)).replace(/^.{4}/, '$& ')
  const verified = await sendForm(h, back('/sign-up/verify'), { code }, { cookies })
  expect(read(verified).location).toBe(back('/sign-in', { login: username }))
  const shown = read(
    await h.request('GET', back('/sign-in', { login: username }), { cookies: jarOf(verified) }),
  )
  expect(shown.fields.login?.value).toBe(username)
  expect(shown.notice).toBe('Your account is made. Sign in now.')
  expect(read(await sendForm(h, back('/sign-in'), { login: email, password })).location).toBe(INBOX)
})

test('all that is wrong with a sign-up is told at once, beside its fields', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { errors, status } = read(
    await sendForm(h, '/sign-up', { username: 'x', email: 'y', password: '123' }),
  )
  expect(status).toBe(400)
  expect(Object.keys(errors)).toEqual(['username', 'email', 'password'])
  const empty = read(await sendForm(h, '/sign-up', { username: '', email: 'y', password: '123' }))
  expect(Object.keys(empty.errors).toSorted()).toEqual(['email', 'password', 'username'])
  const { username } = PEOPLE.busking
  const taken = read(
    await sendForm(h, '/sign-up', { username, email: 'new@example.com', password: NEW_PASSWORD }),
  )
  expect(taken).toMatchObject({ status: 409, errors: { username: expect.stringContaining('already') } })
})

test('a forgotten password is set by the code, whose proof is in a cookie and no address', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { username, email } = PEOPLE.busking
  const asked = await sendForm(h, back('/recover'), { login: username })
  const unknown = await sendForm(h, back('/recover'), { login: 'nobody77' })
  expect(read(asked)).toEqual(read(unknown))
  const wrong = await sendForm(h, back('/recover/verify'), { code: 'AAAAAAAA' }, { cookies: jarOf(asked) })
  expect(read(wrong)).toMatchObject({ status: 401, errors: { code: expect.any(String) } })
  const code = await h.mail.code(email)
  const proven = await sendForm(h, back('/recover/verify'), { code }, { cookies: jarOf(asked) })
  expect(read(proven).location).toBe(back('/recover/password'))
  expect(proven.cookies.munjigi_reset?.attributes).toBe(
    'Max-Age=600; Path=/recover; HttpOnly; Secure; SameSite=Strict',
  )
  const cookies = { ...jarOf(asked), ...jarOf(proven) }
  const form = read(await h.request('GET', back('/recover/password'), { cookies }))
  expect(form.inputs).toContainEqual(
    expect.objectContaining({ autocomplete: 'username', value: username, hidden: '' }),
  )
  const common = await sendForm(h, back('/recover/password'), { password: '12345678' }, { cookies })
  expect(read(common)).toMatchObject({
    status: 400,
    errors: { password: expect.stringContaining('guessed') },
  })
  const set = await sendForm(h, back('/recover/password'), { password: NEW_PASSWORD }, { cookies })
  expect(read(set).location).toBe(back('/sign-in', { login: username }))
  expect(read(await sendForm(h, '/sign-in', { login: username, password: NEW_PASSWORD })).status).toBe(303)
  const spent = await sendForm(h, back('/recover/password'), { password: 'yet another day 3' }, { cookies })
  expect(read(spent).status).toBe(401)
})

test('a forgotten username is mailed, and nobody is told whether there is one', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { username, email } = PEOPLE.busking
  const known = read(await sendForm(h, '/recover/username', { email }))
  expect(known).toEqual(read(await sendForm(h, '/recover/username', { email: 'nobody@example.com' })))
  const [letter] = await h.mail.messages(email)
  expect(letter?.text).toContain(username)
})

test.each(['/sign-up/verify', '/recover/verify', '/recover/password'])(
  '%s is no page without the step before it',
  async (path) => {
    const { status, location } = read(await (await harness()).request('GET', path))
    expect([status, location]).toEqual([303, path.replace(/\/\w+$/, '')])
  },
)

test('signing out ends the session, by a form alone, and does no harm twice', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { username: login, password } = PEOPLE.busking
  const cookies = jarOf(await sendForm(h, '/sign-in', { login, password }))
  expect((await h.request('GET', '/sign-out', { cookies })).status).toBe(200)
  expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
  const out = await sendForm(h, '/sign-out', {}, { cookies })
  expect(read(out)).toMatchObject({ status: 303, location: '/sign-in' })
  expect(out.cookies[SESSION]?.attributes).toContain('Max-Age=0')
  expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(401)
  expect(read(await sendForm(h, '/sign-out', {}, { cookies })).location).toBe('/sign-in')
})

test('password managers find the page for a change of password', async () => {
  const reply = await (await harness()).request('GET', '/.well-known/change-password')
  expect(read(reply)).toMatchObject({ status: 303, location: '/account/password' })
})
