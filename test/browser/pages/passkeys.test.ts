import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { deviceOf } from '../world/authenticator.ts'
import { afterwards, beAt42, complaints, open, send } from '../world/forms.ts'
import { mailOf } from '../world/mailbox.ts'
import {
  byButton,
  finishMaking,
  make,
  PASSKEYS,
  signIn,
  to,
  withoutAutofill,
  withPasskey,
} from '../world/passkeys.ts'
import { newName, signUp } from '../world/people.ts'
import { languages, speaker, walk } from '../world/walk.ts'

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
    await send(page, { current: 'not this one' }, 'remove')
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { current: person.password }, 'remove')
    expect(await page.locator('details').count()).toBe(0)
    await byButton(page)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect(await complaints(page)).toHaveLength(1)
  })
})

test('a field offers the passkey, and who takes it is signed in', async () => {
  const person = await signUp()
  const { page } = await speaker('en')
  const device = await deviceOf(page)
  await signIn(page, person)
  await make(page, person, 'my phone')
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  await page.waitForURL(afterwards())
  expect((await device.passkeys())[0]?.counter).toBeGreaterThan(0)
})

test('two people have theirs on one device, and each is found by its own', async () => {
  const { page, device } = await withPasskey()
  const other = await signUp()
  await signIn(page, other)
  await make(page, other, 'the same phone')
  const handles = (await device.passkeys()).map(({ userHandle }) => userHandle)
  expect(new Set(handles).size).toBe(2)
  await byButton(page)
  expect(page.url()).toBe(afterwards())
})

test('a passkey stands for the password where another is added or deleted', async () => {
  const { page } = await withPasskey()
  await open(page, PASSKEYS)
  const instead = page.getByRole('button', { name: 'with a passkey' })
  await Promise.all([page.waitForNavigation(), instead.last().click()])
  await page.getByRole('button', { name: 'Make the passkey' }).waitFor()

  await open(page, PASSKEYS)
  await page.click('summary')
  await Promise.all([page.waitForNavigation(), instead.first().click()])
  expect(await page.locator('details').count()).toBe(0)
})

test('who has no password makes one after a fresh sign-in at their provider, and keeps it as the last way in', async () => {
  await beAt42({ id: 42_043, username: newName() })
  const { page } = await speaker('en')
  await withoutAutofill(page)
  await deviceOf(page)
  await open(page, '/sign-in?return_to=%2Faccount%2Fpasskeys')
  await page.click('text=Sign in with 42')
  await page.getByRole('button', { name: 'Sign in again with 42' }).click()
  await page.waitForURL(/again=add_passkey/)
  await send(page)
  await finishMaking(page, 'my only one')

  await open(page, '/account/identities')
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Unlink 42' }).click()])
  await open(page, PASSKEYS)
  await page.click('summary')
  await send(page, {}, 'remove')
  expect(await complaints(page)).toEqual(['This is your last way to sign in, so it cannot be removed.'])
})

test('without a script there is no button that does nothing, and the list still works', async () => {
  const person = await signUp()
  const { page } = await speaker('en', false)
  await open(page, '/sign-in')
  expect(await page.locator('[data-passkey]').isVisible()).toBe(false)
  await signIn(page, person)
  await open(page, PASSKEYS)
  await send(page, { current: person.password })
  expect(await page.locator('noscript').innerText()).toContain('scripts')
})

test('the pages for passkeys are for everybody', async () => {
  const person = await signUp()
  const arrange = async (page: Page) => {
    await deviceOf(page)
    await withoutAutofill(page)
    await signIn(page, person)
    await make(page, person, 'phone')
    await page.click('summary')
  }
  await walk('passkeys', ({ page }) => arrange(page))
  await walk('passkey-made', async ({ page }) => {
    await signIn(page, person)
    await open(page, PASSKEYS)
    await send(page, { current: person.password })
  })
})
