import { expect, test } from 'vitest'
import { read, sendForm, strange } from '../../acts/pages.ts'
import { jarOf } from '../../acts/sign-in.ts'
import { harness, PEOPLE } from '../../world/harness.ts'

/** Each would run, or end something, where it was written into a document as it stands. */
const TEXTS = [
  `"><script>alert(1)</script>`,
  `'"><img src=x onerror=alert(1)>`,
  `</title><script>alert(1)</script>`,
  `" autofocus onfocus=alert(1) x="`,
  `javascript:alert(1)//`,
  `{{constructor.constructor('alert(1)')()}}`,
  `<!--<svg/onload=alert(1)>`,
  `&quot;&gt;&lt;script&gt;`,
]

test.each(TEXTS)('56: %j is text, wherever a person can write it into a page', async (typed) => {
  const h = await harness()
  const query = new URLSearchParams({
    login: typed,
    return_to: typed,
    realm: typed,
    lang: typed,
    error: typed,
  })
  const forms = {
    '/sign-in': { login: typed, password: typed },
    '/sign-up': { username: typed, email: typed, password: typed },
    '/recover': { login: typed },
    '/recover/username': { email: typed },
  }
  for (const [path, fields] of Object.entries(forms)) {
    const shown = await h.request('GET', `${path}?${query}`)
    const refused = await sendForm(h, `${path}?${query}`, { ...fields, form: 'none' })
    const again = await sendForm(h, `${path}?${query}`, { ...fields, password: '' })
    for (const { text } of [shown, refused, again]) expect(strange(text)).toEqual([])
  }
  const { fields } = read(await sendForm(h, '/sign-in', { login: typed, password: '' }))
  expect(fields.login?.value).toBe(typed)
})

test.each(TEXTS)('56: %j is text in a cookie that a page shows', async (typed) => {
  const h = await harness()
  const carried = new URLSearchParams([
    ['', 'x'],
    ['', typed],
  ]).toString()
  const cookies = {
    munjigi_sign_up: carried,
    munjigi_recovery: carried,
    munjigi_reset: 'x',
    munjigi_notice: encodeURIComponent(typed),
  }
  for (const path of ['/sign-in', '/sign-up/verify', '/recover/verify', '/recover/password']) {
    const { status, text } = await h.request('GET', path, { cookies })
    expect([path, status, strange(text)]).toEqual([path, 200, []])
  }
})

test('56: the name of the service is text, whoever chose it', async () => {
  const h = await harness({ env: { BRAND_NAME: `"Tom" & Jerry's` } })
  const { text } = await h.request('GET', '/sign-in')
  expect(text).toContain('<title>Sign in – &quot;Tom&quot; &amp; Jerry&#39;s</title>')
})

test('56: a session’s page shows nothing that another account chose', async () => {
  const h = await harness()
  await h.person({ ...PEOPLE.gateway, username: 'b<i>b' })
  const { password } = PEOPLE.gateway
  const begun = await sendForm(h, '/sign-in', { login: PEOPLE.gateway.email, password })
  const { text } = await h.request('GET', '/sign-in/new-password', { cookies: jarOf(begun) })
  expect(text).toContain('value="b&lt;i&gt;b"')
})
