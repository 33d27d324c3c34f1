import { expect, test } from 'vitest'
import { passkeys } from '../../src/db/passkeys.ts'
import { accounts, sessions } from '../../src/db/schema.ts'
import { act } from '../acts/operator.ts'
import { OURS, read, sendForm } from '../acts/pages.ts'
import { jarOf } from '../acts/sign-in.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'
import { approve, BROWSER, browser } from '../world/providers.ts'
import { addPasskey, PASSKEYS, SIGN_IN, signInWith, withPasskey } from './acts.ts'
import { Authenticator } from './authenticator.ts'

const PAGE = '/account/passkeys'
const CEREMONY = '__Host-munjigi_ceremony'
const { username: login, password } = PEOPLE.busking

const ceremonyOf = ({ cookies }: Reply) => ({ [CEREMONY]: cookies[CEREMONY]?.value ?? '' })

const UNESCAPED: Record<string, string> = { '&quot;': '"', '&amp;': '&', '&#39;': "'" }

/** What the script finds in the page. */
const optionsIn = ({ text }: Reply) =>
  JSON.parse(
    (/data-options="([^"]*)"/.exec(text)?.[1] ?? '').replace(/&\w+;|&#39;/g, (one) => UNESCAPED[one] ?? one),
  )

async function signedIn(h: Harness) {
  await h.person(PEOPLE.busking)
  return jarOf(await sendForm(h, '/sign-in', { login, password }))
}

test('a passkey is made in two steps, and the list has it', async () => {
  const h = await harness()
  const cookies = await signedIn(h)
  const asked = await sendForm(h, PAGE, { current: password }, { cookies })
  expect(asked.status).toBe(200)
  expect(asked.cookies[CEREMONY]?.attributes).toContain('HttpOnly')
  const credential = JSON.stringify(await (await Authenticator.make()).create(optionsIn(asked)))
  const jar = { ...cookies, ...ceremonyOf(asked) }
  const made = await sendForm(h, PAGE, { form: 'add', credential, name: '<i>내 휴대폰' }, { cookies: jar })
  expect([made.status, made.headers.get('Location')]).toEqual([303, PAGE])
  const list = await h.request('GET', PAGE, { cookies })
  expect(list.text).toContain('<h2>&lt;i&gt;내 휴대폰</h2>')

  const again = read(await sendForm(h, PAGE, { form: 'add', credential, name: '' }, { cookies: jar }))
  expect([again.status, again.messages]).toEqual([409, ['This passkey is there already.']])
})

/** What the script asks for in a form of the owner's, and the device answers. */
async function shownByOwner(h: Harness, cookies: Record<string, string>, authenticator: Authenticator) {
  const asked = await h.request('POST', `${SIGN_IN}/options`, {
    body: { purpose: 'reauthentication' },
    cookies,
    headers: { ...OURS, 'Content-Type': 'application/json' },
  })
  const credential = JSON.stringify(await authenticator.get(asked.body))
  return { credential, jar: { ...cookies, ...ceremonyOf(asked) } }
}

test('a passkey stands for the password where another is added, and where one is deleted', async () => {
  const h = await harness()
  const { passkey, authenticator } = await withPasskey(h)
  const cookies = jarOf(await sendForm(h, '/sign-in', { login, password }))
  expect((await h.request('GET', PAGE, { cookies })).text).toContain('data-purpose="reauthentication"')
  const first = await shownByOwner(h, cookies, authenticator)
  const asked = await sendForm(h, PAGE, { current: '', credential: first.credential }, { cookies: first.jar })
  expect(optionsIn(asked)).toHaveProperty('excludeCredentials')

  const remove = { form: 'remove', id: passkey.id, current: '' }
  const again = await sendForm(h, PAGE, { ...remove, credential: first.credential }, { cookies: first.jar })
  expect(again.status).toBe(401)
  expect(again.text).not.toContain('authenticatorData')
  const second = await shownByOwner(h, cookies, authenticator)
  const done = await sendForm(h, PAGE, { ...remove, credential: second.credential }, { cookies: second.jar })
  expect([done.status, done.headers.get('Location')]).toEqual([303, PAGE])
  expect(await h.db.$count(passkeys)).toBe(0)
})

test('who has no password adds a passkey after a fresh sign-in, and needs no provider from then on', async () => {
  const h = await harness()
  const b = browser(h)
  await b.travel('/v1/oauth/42')
  expect((await sendForm(h, PAGE, { current: '' }, { cookies: b.jar })).status).toBe(403)
  const begun = await sendForm(
    h,
    PAGE,
    { form: 'again', provider: '42', right: 'add_passkey' },
    { cookies: b.jar },
  )
  b.jar[BROWSER] = begun.cookies[BROWSER]?.value ?? ''
  const back = await b.arrive(await approve(begun.headers.get('Location') ?? ''))
  expect(back.headers.get('Location')).toBe(`${PAGE}?again=add_passkey`)
  const asked = await sendForm(h, PAGE, { current: '' }, { cookies: b.jar })
  const authenticator = await Authenticator.make()
  const credential = JSON.stringify(await authenticator.create(optionsIn(asked)))
  const jar = { ...b.jar, ...ceremonyOf(asked) }
  expect((await sendForm(h, PAGE, { form: 'add', credential, name: '' }, { cookies: jar })).status).toBe(303)

  const own = await shownByOwner(h, b.jar, authenticator)
  const page = '/account/password'
  expect((await b.visit('GET', page)).text).toContain('data-purpose="reauthentication"')
  const set = { current: '', credential: own.credential, password: NEW_PASSWORD }
  expect((await sendForm(h, page, set, { cookies: own.jar })).status).toBe(303)
})

test('who comes back from their provider to delete one of several passkeys finds that one open alone', async () => {
  const h = await harness()
  const { cookies, passkey } = await withPasskey(h)
  await addPasskey(h, cookies, password, await Authenticator.make())
  const b = browser(h)
  await b.travel('/v1/oauth/42')
  await h.db.update(passkeys).set({ accountId: (await b.session()).body.id })
  const asked = { form: 'again', provider: '42', right: 'delete_passkey', of: passkey.id }
  expect((await b.visit('GET', PAGE)).text).toContain(`name="of" value="${passkey.id}"`)
  const begun = await sendForm(h, PAGE, asked, { cookies: b.jar })
  b.jar[BROWSER] = begun.cookies[BROWSER]?.value ?? ''
  const back = await b.arrive(await approve(begun.headers.get('Location') ?? ''))
  const { text } = await b.visit('GET', back.headers.get('Location') ?? '')
  expect(text.match(/<details/g)).toHaveLength(2)
  expect(text.match(/<details open.*?<\/details>/gs)).toEqual([expect.stringContaining(passkey.id)])
})

test('who signed in by a passkey sets the first password that is asked of them by it', async () => {
  const h = await harness()
  const { authenticator, account } = await withPasskey(h)
  await h.db.update(accounts).set({ passwordHash: null })
  expect((await act(h, account, 'require-password-change')).status).toBe(204)
  const cookies = jarOf(await signInWith(h, authenticator))
  const page = '/sign-in/new-password'
  expect((await h.request('GET', page, { cookies })).text).toContain('data-purpose="reauthentication"')
  const { credential, jar } = await shownByOwner(h, cookies, authenticator)
  const done = await sendForm(h, page, { credential, password: NEW_PASSWORD }, { cookies: jar })
  expect(read(done)).toMatchObject({ status: 303, location: '/account' })
})

test('a passkey changes no password that there is', async () => {
  const h = await harness()
  const { authenticator } = await withPasskey(h)
  const cookies = jarOf(await sendForm(h, '/sign-in', { login, password }))
  const page = '/account/password'
  expect((await h.request('GET', page, { cookies })).text).not.toContain('data-passkey')
  const { credential, jar } = await shownByOwner(h, cookies, authenticator)
  const refused = await sendForm(
    h,
    page,
    { current: '', credential, password: NEW_PASSWORD },
    { cookies: jar },
  )
  expect(read(refused)).toMatchObject({
    status: 400,
    errors: { current: 'Error: Enter your current password.' },
  })
})

test('the sign-in page takes what a device answers, and leads back', async () => {
  const h = await harness()
  const { authenticator } = await withPasskey(h)
  const asked = await h.request('POST', `${SIGN_IN}/options`, {
    body: {},
    headers: { ...OURS, 'Content-Type': 'application/json' },
  })
  expect(asked.body).not.toHaveProperty('ceremony')
  const credential = JSON.stringify(await authenticator.get(asked.body))
  const path = '/sign-in?return_to=%2Faccount%2Fpasskeys'
  const send = () => sendForm(h, path, { form: 'passkey', credential }, { cookies: ceremonyOf(asked) })
  const reply = await send()
  expect([reply.status, reply.headers.get('Location')]).toEqual([303, PAGE])
  expect((await h.request('GET', PAGE, { cookies: jarOf(reply) })).status).toBe(200)
  expect((await h.db.select().from(sessions)).map(({ contract }) => contract)).toContain('pages')

  const again = read(await send())
  expect([again.status, again.messages]).toEqual([
    401,
    ['The passkey could not be checked. Please try again.'],
  ])
  for (const odd of ['', '{}', 'null', '{"id":1}', 'x']) {
    expect([400, 401]).toContain((await sendForm(h, '/sign-in', { form: 'passkey', credential: odd })).status)
  }
})

test('renaming and deleting need no script, and say what was wrong beside their own passkey', async () => {
  const h = await harness()
  const { passkey } = await withPasskey(h)
  const cookies = jarOf(await sendForm(h, '/sign-in', { login, password }))
  const change = (form: string, given: object) =>
    sendForm(h, PAGE, { form, id: passkey.id, ...given }, { cookies })
  expect((await change('rename', { name: 'other' })).status).toBe(303)
  for (const name of ['x'.repeat(41), 'a\u202eb', '\ue000'])
    expect(read(await change('rename', { name })).errors).toEqual({
      'rename-name': 'Error: A name has 1 to 40 visible characters.',
    })
  const wrong = await change('remove', { current: 'not this one' })
  expect(wrong.status).toBe(401)
  expect(wrong.text).toContain('<details open="">')
  expect((await change('remove', { current: '' })).status).toBe(403)
  const gone = await sendForm(h, PAGE, { form: 'remove', id: 'none', current: password }, { cookies })
  expect(gone.status).toBe(404)
  const done = await change('remove', { current: password })
  expect([done.status, done.headers.get('Location')]).toEqual([303, PAGE])
  expect(await h.db.$count(passkeys)).toBe(0)
  expect((await h.request('GET', PASSKEYS, { cookies })).body).toEqual({ passkeys: [] })
})

test('nobody who is not signed in sees the page', async () => {
  const h = await harness()
  const reply = await h.request('GET', PAGE)
  expect([reply.status, reply.headers.get('Location')]).toEqual([
    303,
    '/sign-in?return_to=%2Faccount%2Fpasskeys',
  ])
})
