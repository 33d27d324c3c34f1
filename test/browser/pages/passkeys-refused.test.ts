import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import type { Device } from '../world/authenticator.ts'
import { direct } from '../world/client.ts'
import { afterwards, complaints, open, send } from '../world/forms.ts'
import { byButton, PASSKEYS, to, withPasskey } from '../world/passkeys.ts'
import { SERVICE } from '../world/visitor.ts'

/** The button is pressed and nothing comes of it but a word. */
async function expectUnused(page: Page, device: Device) {
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  await page.click('[data-passkey] button')
  await page.waitForSelector('[data-passkey] [role=alert]:not([hidden])')
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  await device.verify(true)
  await send(page, {}, 'passkey')
  expect(page.url()).toBe(afterwards())
}

test('who is not verified is told so, and may try again', async () => {
  const { page, device } = await withPasskey()
  await device.verify(false)
  await expectUnused(page, device)
})

test('a counter that goes back is recorded, and keeps nobody out', async () => {
  const { page, device } = await withPasskey()
  for (let time = 0; time < 2; time++) await byButton(page)
  const [passkey] = await device.passkeys()
  await device.putBack(passkey?.id ?? '', 0)
  await byButton(page)
  expect(page.url()).toBe(afterwards())
  await open(page, PASSKEYS)
  const events = await page.evaluate(async () => (await fetch('/v1/me/events')).json())
  const kinds = events.events.map(({ what }: { what: string }) => what)
  expect(kinds).toContain('passkey_counter_back')
})

test('what a device answered once is refused again', async () => {
  const { page } = await withPasskey()
  let sent = ''
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().startsWith(`${SERVICE}/sign-in`)) {
      sent = request.postData() ?? ''
    }
  })
  await byButton(page)
  expect(page.url()).toBe(afterwards())
  expect(sent).toContain('credential=')
  await open(page, '/sign-out')
  const status = await page.evaluate(async (body) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return (await fetch('/sign-in', { method: 'POST', headers, body })).status
  }, sent)
  expect(status).toBe(401)
})

test('who closes the browser’s own window is told so, and may try again', async () => {
  const { page } = await withPasskey()
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  await page.evaluate(() => {
    const { prototype } = CredentialsContainer
    const { get } = prototype
    prototype.get = async () => {
      prototype.get = get
      throw new DOMException('closed', 'NotAllowedError')
    }
  })
  await page.click('[data-passkey] button')
  await page.waitForSelector('[data-passkey] [role=alert]:not([hidden])')
  await send(page, {}, 'passkey')
  expect(page.url()).toBe(afterwards())
})

test('a challenge that is over, or nobody’s, is refused in words, and the next try gets another', async () => {
  const { page } = await withPasskey()
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  // What the service gave out to somebody else a while ago.
  const { data } = await direct.post('/v1/sessions/passkey/options', {})
  await page.route('**/v1/sessions/passkey/options', (route) => route.fulfill({ json: data }), { times: 1 })
  await send(page, {}, 'passkey')
  expect(await complaints(page)).toHaveLength(1)
  await send(page, {}, 'passkey')
  expect(page.url()).toBe(afterwards())
})

test('a page of another origin signs nobody in by a passkey, an allowed one does', async () => {
  const { page } = await withPasskey()
  const signIn = async (origin: string) => {
    const { data } = await direct.post('/v1/sessions/passkey/options', {})
    const { ceremony, ...options } = data
    await page.goto(origin)
    const credential = await page.evaluate(async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
      return ((await navigator.credentials.get({ publicKey })) as PublicKeyCredential).toJSON()
    }, options)
    return (await direct.post('/v1/sessions/passkey', { credential, ceremony, use: 'token' })).status
  }
  const clients = inject('clients')
  expect(await signIn(`http://localhost:${clients.stranger}/`)).toBe(401)
  expect(await signIn(`http://localhost:${clients.transcendence}/`)).toBe(201)
})
