import { expect, test } from 'vitest'
import { act } from '../acts/operator.ts'
import { read, sendForm } from '../acts/pages.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { harness } from '../world/harness.ts'
import { approve, browser } from '../world/providers.ts'

/** Somebody who came by 42, and has no password; `send` is a form of theirs. */
async function student() {
  const h = await harness()
  const b = browser(h)
  await b.travel('/v1/oauth/42')
  const send = async (path: string, fields: Record<string, string>) => {
    const reply = await sendForm(h, path, fields, { cookies: b.jar })
    for (const [name, { value }] of Object.entries(reply.cookies)) b.jar[name] = value
    return reply
  }
  /** To the provider and back, as the page's form leads: the page where it ends. */
  const again = async (path: string, right: string) => {
    const begun = await send(path, { form: 'again', provider: '42', right })
    expect(begun.status).toBe(303)
    const returned = await b.arrive(await approve(begun.headers.get('Location') ?? ''))
    return b.visit('GET', returned.headers.get('Location') ?? '')
  }
  return { h, b, send, again }
}

const FORMS: [path: string, right: string, form: string, field: string][] = [
  ['/account/password', 'set_password', 'main', 'password'],
  ['/account/email', 'change_email', 'main', 'email'],
  ['/account/identities', 'link_identity', 'link', 'provider'],
  ['/account/passkeys', 'add_passkey', 'main', 'credential'],
]

test.each(FORMS)(
  '%s leads them to their provider, and has its form when they are back',
  async (path, right, _, field) => {
    const { b, again } = await student()
    const before = await b.visit('GET', path)
    expect(read(before).fields).toMatchObject({ provider: { value: '42' }, right: { value: right } })
    expect(before.text).not.toContain('autocomplete="current-password"')
    const after = await again(path, right)
    expect(after.text).toMatch(new RegExp(`name="${field}"`))
    expect(after.text).not.toContain('value="again"')
    expect(after.text).not.toContain('autocomplete="current-password"')
  },
)

test('a first password is set after a fresh sign-in, once, and not without', async () => {
  const { b, send, again } = await student()
  expect(read(await send('/account/password', { password: NEW_PASSWORD })).status).toBe(403)
  await again('/account/password', 'set_password')
  const set = await send('/account/password', { password: NEW_PASSWORD })
  expect(read(set)).toMatchObject({ status: 303, location: '/account' })
  expect((await b.visit('GET', '/account/password')).text).toContain('autocomplete="current-password"')
})

test('who must set a first password does, by the provider that they signed in at', async () => {
  const path = '/sign-in/new-password'
  const { h, b, send, again } = await student()
  const { body } = await b.session()
  expect((await act(h, body.id, 'require-password-change')).status).toBe(204)
  const returned = await b.travel('/v1/oauth/42?return_to=%2Fsign-in')
  expect(returned.headers.get('Location')).toBe('/sign-in?next=password')
  expect((await b.visit('GET', path)).text).not.toContain('autocomplete="new-password"')
  expect((await again(path, 'set_password')).text).toContain('autocomplete="new-password"')
  expect(read(await send(path, { password: NEW_PASSWORD }))).toMatchObject({
    status: 303,
    location: '/account',
  })
})

test('the second factor is enrolled, and the account erased, in the same way', async () => {
  const { h, send, again } = await student()
  await again('/account/second-factor', 'enrol_totp')
  expect((await send('/account/second-factor', { form: 'enrol' })).text).toContain('<svg ')
  await again('/account/erase', 'erase_account')
  expect(read(await send('/account/erase', {}))).toMatchObject({ status: 303, location: '/sign-in' })
  expect((await h.request('GET', '/account')).status).toBe(303)
})

test('a right of another page, or of none, is not asked for', async () => {
  const { send } = await student()
  for (const right of ['erase_account', 'none', ''])
    expect((await send('/account/email', { form: 'again', provider: '42', right })).status).toBe(400)
})

test('who comes back without having signed in is told so, and sees no form', async () => {
  const { b } = await student()
  const { messages, fields } = read(
    await b.visit('GET', '/account/email?again=change_email&error=oauth_failed'),
  )
  expect(messages).toHaveLength(1)
  expect(fields).not.toHaveProperty('email')
})
