import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { type Device, deviceOf } from '../world/authenticator.ts'
import { afterwards, client, complaints, open, send } from '../world/forms.ts'
import { mailOf } from '../world/mailbox.ts'
import { type Person, signUp } from '../world/people.ts'
import { SERVICE } from '../world/visitor.ts'
import { languages, speaker, walk } from '../world/walk.ts'

const PASSKEYS = '/account/passkeys'
const to = (path: string) => `${path}?return_to=${encodeURIComponent(afterwards())}`

/** No field offers passkeys from now on: the button is all there is. */
const withoutAutofill = (page: Page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })

async function signIn(page: Page, { username: login, password }: Person) {
  await page.context().clearCookies()
  await open(page, '/sign-in')
  await send(page, { login, password })
}

/** Whoever is signed in makes a passkey on the device. */
async function make(page: Page, { password }: Person, name: string) {
  await open(page, PASSKEYS)
  await send(page, { password })
  await send(page, { name }, 'add')
  expect(new URL(page.url()).pathname).toBe(PASSKEYS)
  expect(await page.locator('[role=status]').count()).toBe(1)
  expect(await page.locator('h2').allInnerTexts()).toContain(name)
}

async function byButton(page: Page) {
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  await send(page, {}, 'passkey')
}

async function withPasskey(language: 'ko' | 'en' = 'en') {
  const person = await signUp(await client())
  const { page } = await speaker(language)
  await withoutAutofill(page)
  const device = await deviceOf(page)
  await signIn(page, person)
  await make(page, person, 'my phone')
  return { person, page, device }
}

describe.each(languages)('in %s', (language) => {
  test('a passkey is made, signs in by the button, gets another name and is deleted', async () => {
    const { person, page, device } = await withPasskey(language)
    expect(await device.passkeys()).toHaveLength(1)
    const subjects = async () => (await mailOf(person.email)).map(({ subject }) => subject)
    await expect
      .poll(subjects)
      .toContain(language === 'ko' ? '[문지기] 패스키가 추가되었습니다' : '[Munjigi] A passkey was added')
    await byButton(page)
    expect(page.url()).toBe(afterwards())

    await open(page, PASSKEYS)
    await page.click('summary')
    await send(page, { name: 'her phone' }, 'rename')
    expect(await page.locator('h2').allInnerTexts()).toContain('her phone')
    await page.click('summary')
    await send(page, { password: 'not this one' }, 'remove')
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { password: person.password }, 'remove')
    expect(await page.locator('details').count()).toBe(0)
    await byButton(page)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect(await complaints(page)).toHaveLength(1)
  })
})

test('a field offers the passkey, and who takes it is signed in', async () => {
  const person = await signUp(await client())
  const { page } = await speaker('en')
  const device = await deviceOf(page)
  await signIn(page, person)
  await make(page, person, 'my phone')
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  await page.waitForURL(afterwards())
  expect((await device.passkeys())[0]?.counter).toBeGreaterThan(0)
})

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

test('two people have theirs on one device, and each is found by its own', async () => {
  const { page, device } = await withPasskey()
  const other = await signUp(await client())
  await signIn(page, other)
  await make(page, other, 'the same phone')
  const handles = (await device.passkeys()).map(({ userHandle }) => userHandle)
  expect(new Set(handles).size).toBe(2)
  await byButton(page)
  expect(page.url()).toBe(afterwards())
})

test('without a script there is no button that does nothing, and the list still works', async () => {
  const person = await signUp(await client())
  const { page } = await speaker('en', false)
  await open(page, '/sign-in')
  expect(await page.locator('[data-passkey]').isVisible()).toBe(false)
  await signIn(page, person)
  await open(page, PASSKEYS)
  await send(page, { password: person.password })
  expect(await page.locator('noscript').innerText()).toContain('scripts')
})

test('the pages for passkeys are for everybody', async () => {
  const person = await signUp(await client())
  const arrange = async (page: Page) => {
    await deviceOf(page)
    await withoutAutofill(page)
    await signIn(page, person)
    await make(page, person, 'phone')
  }
  await walk('passkeys', ({ page }) => arrange(page))
  await walk('passkey-made', async ({ page }) => {
    await signIn(page, person)
    await open(page, PASSKEYS)
    await send(page, { password: person.password })
  })
})
