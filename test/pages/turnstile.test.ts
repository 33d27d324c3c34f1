import { describe, expect, test } from 'vitest'
import { read, sendForm } from '../acts/pages.ts'
import { jarOf, SINGER } from '../acts/sign-in.ts'
import { withWidget } from '../sign-in/widget.ts'
import { harness, type Reply } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

/** The forms that always ask, and what they lead to. */
const FORMS = {
  '/sign-up': {
    action: 'sign-up',
    fields: { username: 'sunny', email: 'sunny@example.com', password: 'a sunny day 1' },
    to: '/sign-up/verify',
  },
  '/recover': { action: 'recovery', fields: { login: SINGER.username }, to: '/recover/verify' },
  '/recover/username': { action: 'recovery', fields: { email: SINGER.email }, to: '/sign-in' },
  '/sign-in/code': { action: 'sign-in-code', fields: { login: SINGER.username }, to: '/sign-in/code/verify' },
}

const policyOf = ({ headers }: Reply) => headers.get('Content-Security-Policy') ?? ''
const shows = ({ text }: Reply, action: string) => text.includes(`data-action="${action}"`)

async function world() {
  const one = await withWidget()
  await one.h.person(SINGER)
  const { origin } = new URL(String(one.h.env().TURNSTILE_URL))
  return { ...one, origin }
}

describe.each(Object.entries(FORMS))('%s', (path, { action, fields, to }) => {
  test('shows the widget, with a policy for its script and frame and nothing else', async () => {
    const { h, origin } = await world()
    const shown = await h.request('GET', path)
    expect(shows(shown, action)).toBe(true)
    expect(shown.text).toContain(`data-sitekey="${h.env().TURNSTILE_SITE_KEY}"`)
    expect(shown.text).toContain('<noscript>')
    expect(policyOf(shown)).toContain(`script-src 'self' ${origin};`)
    expect(policyOf(shown)).toContain(`frame-src ${origin}`)
    expect(policyOf(shown).split(origin)).toHaveLength(3)
  })

  test('takes its token, and is shown again without one', async () => {
    const { h, solve } = await world()
    const refused = await sendForm(h, path, fields)
    expect(read(refused).status).toBe(403)
    expect(shows(refused, action)).toBe(true)
    expect(await h.mail.messages()).toEqual([])
    const token = await solve(action)
    const done = await sendForm(h, path, { ...fields, 'cf-turnstile-response': token })
    expect(read(done)).toMatchObject({ status: 303, location: to })
    const used = await sendForm(h, path, { ...fields, 'cf-turnstile-response': token })
    expect(read(used).status).toBe(403)
    expect(used.text).not.toContain(token)
  })

  test('shows none where there is none', async () => {
    const shown = await (await harness()).request('GET', path)
    expect(shown.text).not.toMatch(/turnstile|noscript/)
    expect(policyOf(shown)).not.toContain('frame-src')
  })
})

test('the sign-in shows the widget once a sign-in was refused, and takes its token', async () => {
  const { h, solve } = await world()
  expect(shows(await h.request('GET', '/sign-in'), 'sign-in')).toBe(false)
  const wrong = { login: SINGER.username, password: 'a wrong password' }
  for (const _ of range(3)) {
    const refused = await sendForm(h, '/sign-in', wrong)
    expect([read(refused).status, shows(refused, 'sign-in')]).toEqual([401, true])
  }
  const right = { login: SINGER.username, password: SINGER.password }
  expect(read(await sendForm(h, '/sign-in', right)).status).toBe(403)
  const token = await solve('sign-in')
  expect(read(await sendForm(h, '/sign-in', { ...right, 'cf-turnstile-response': token })).status).toBe(303)
})

test('another code asks for a token of its own', async () => {
  const { h, solve } = await world()
  const asked = await sendForm(h, '/sign-in/code', {
    login: SINGER.username,
    'cf-turnstile-response': await solve('sign-in-code'),
  })
  const cookies = jarOf(asked)
  const resend = (more = {}) => sendForm(h, '/sign-in/code/verify', { form: 'resend', ...more }, { cookies })
  expect(read(await resend()).status).toBe(403)
  expect(await h.mail.messages()).toHaveLength(1)
  expect(read(await resend({ 'cf-turnstile-response': await solve('sign-in-code') })).status).toBe(303)
  expect(await h.mail.messages()).toHaveLength(2)
})
