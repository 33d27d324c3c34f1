import { expect, test } from 'vitest'
import { passkeys } from '../../src/db/passkeys.ts'
import { sessions } from '../../src/db/schema.ts'
import { OURS, read, sendForm } from '../acts/pages.ts'
import { jarOf } from '../acts/sign-in.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'
import { PASSKEYS, SIGN_IN, withPasskey } from './acts.ts'
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
  const asked = await sendForm(h, PAGE, { password }, { cookies })
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
  expect(read(await change('rename', { name: 'x'.repeat(41) })).errors).toEqual({
    'rename-name': 'Error: A name has 1 to 40 visible characters.',
  })
  const wrong = await change('remove', { password: 'not this one' })
  expect(wrong.status).toBe(401)
  expect(wrong.text).toContain('<details open="">')
  expect((await change('remove', { password: '' })).status).toBe(403)
  const gone = await sendForm(h, PAGE, { form: 'remove', id: 'none', password }, { cookies })
  expect(gone.status).toBe(404)
  const done = await change('remove', { password })
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
