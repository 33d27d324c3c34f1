import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { deviceOf } from './authenticator.ts'
import { afterwards, open, send } from './forms.ts'
import { type Person, signUp } from './people.ts'
import { type Language, speaker } from './walk.ts'

export const PASSKEYS = '/account/passkeys'

/** A page that leads back to the client. */
export const to = (path: string) => `${path}?return_to=${encodeURIComponent(afterwards())}`

/** No field offers passkeys from now on: the button is all there is. */
export const withoutAutofill = (page: Page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })

export async function signIn(page: Page, { username: login, password }: Person) {
  await page.context().clearCookies()
  await open(page, '/sign-in')
  await send(page, { login, password })
}

/** The second step: the device makes it. */
export async function finishMaking(page: Page, name: string) {
  await send(page, { name }, 'add')
  expect(new URL(page.url()).pathname).toBe(PASSKEYS)
  expect(await page.locator('[role=status]').count()).toBe(1)
  expect(await page.locator('h2').allInnerTexts()).toContain(name)
}

/** Whoever is signed in makes a passkey on the device. */
export async function make(page: Page, { password: current }: Person, name: string) {
  await open(page, PASSKEYS)
  await send(page, { current })
  await finishMaking(page, name)
}

export async function byButton(page: Page) {
  await page.context().clearCookies()
  await open(page, to('/sign-in'))
  await send(page, {}, 'passkey')
}

/** Somebody new, in a browser whose device has a passkey of theirs. */
export async function withPasskey(language: Language = 'en') {
  const person = await signUp()
  const { page } = await speaker(language)
  await withoutAutofill(page)
  const device = await deviceOf(page)
  await signIn(page, person)
  await make(page, person, 'my phone')
  return { person, page, device }
}
