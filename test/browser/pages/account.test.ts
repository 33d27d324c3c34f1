import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { beAt42, complaints, open, send } from '../world/forms.ts'
import { mailedCode } from '../world/mailbox.ts'
import { appCode, newName, signUp, signUpWithSecondFactor } from '../world/people.ts'
import { inspect, languages, speaker, walk } from '../world/walk.ts'

const PAGES = [
  '',
  'email',
  'password',
  'second-factor',
  'sessions',
  'identities',
  'places',
  'events',
  'erase',
]
const SECOND_FACTOR = '/account/second-factor'

const ways = languages.flatMap((language) => [
  { language, withScript: true },
  { language, withScript: false },
])

const at = (page: Page) => new URL(page.url()).pathname

/** Somebody new, signed in and at their account. */
async function arrive(page: Page, known?: { username: string; password: string }) {
  const person = known ?? (await signUp())
  await open(page, '/sign-in')
  await send(page, { login: person.username, password: person.password })
  return person
}

const codes = (page: Page) => page.locator('#codes li').allInnerTexts()

describe.each(ways)('in $language, with script: $withScript', ({ language, withScript }) => {
  test('everything that is somebody’s own is changed on its page', async () => {
    const { page } = await speaker(language, withScript)
    const { password: current } = await arrive(page)
    expect(at(page)).toBe('/account')
    await page.fill('#nickname', '이름 name')
    await Promise.all([page.waitForNavigation(), page.press('#nickname', 'Enter')])
    expect(await page.inputValue('#nickname')).toBe('이름 name')
    expect(await page.locator('[role=status]').count()).toBe(1)

    const email = `${newName()}@example.com`
    await open(page, '/account/email')
    await send(page, { email, current: 'not this one' })
    expect(await complaints(page)).toHaveLength(1)
    expect(await page.inputValue('#email')).toBe(email)
    await send(page, { current })
    await send(page, { code: await mailedCode(email) }, 'confirm')
    expect(at(page)).toBe('/account')
    expect(await page.locator('main').innerText()).toContain(email)

    await open(page, '/account/password')
    await send(page, { current, password: 'another good day 2' })
    expect(at(page)).toBe('/account')

    await open(page, '/account/erase')
    await send(page, { current: 'another good day 2' })
    expect(at(page)).toBe('/sign-in')
    await open(page, '/account')
    expect(at(page)).toBe('/sign-in')
  })

  test('the second factor is turned on, its codes renewed, and turned off', async () => {
    const { page } = await speaker(language, withScript)
    const { password: current } = await arrive(page)
    await open(page, SECOND_FACTOR)
    await send(page, { current }, 'enrol')
    const seed = (await page.locator('#seed').innerText()).replaceAll(' ', '')
    await send(page, { code: '000000' }, 'confirm')
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { code: await appCode(seed) }, 'confirm')
    const made = await codes(page)
    expect(made).toHaveLength(10)
    await open(page, SECOND_FACTOR)
    await send(page, { current }, 'renew')
    const renewed = await codes(page)
    expect(renewed.filter((code) => made.includes(code))).toEqual([])
    await open(page, SECOND_FACTOR)
    await send(page, { current, code: renewed[0] ?? '' }, 'disable')
    expect(await page.locator('[role=status]').count()).toBe(1)
  })
})

test('recovery codes are copied, and saved as a file, in the browser alone', async () => {
  const { page, context } = await speaker('en')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { password: current } = await arrive(page)
  await open(page, SECOND_FACTOR)
  await send(page, { current }, 'enrol')
  const seed = (await page.locator('#seed').innerText()).replaceAll(' ', '')
  await send(page, { code: await appCode(seed) }, 'confirm')
  const shown = (await codes(page)).join('\n')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('recovery-codes.txt')
  const file = join(tmpdir(), `${newName()}.txt`)
  await download.saveAs(file)
  expect(await readFile(file, 'utf8')).toBe(shown)
  await rm(file)
  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([])
})

test('an identity is linked at its provider', async () => {
  await beAt42({ id: 42_044, username: newName() })
  const { page } = await speaker('en')
  const { password: current } = await arrive(page)
  await open(page, '/account/identities')
  await page.selectOption('#link-provider', '42')
  await page.fill('#link-current', current)
  await page.locator('form:has(#link-current) button[type=submit]').click()
  await page.waitForURL((url) => url.pathname === '/account/identities' && url.port !== '')
  await page.getByRole('button', { name: 'Unlink 42' }).waitFor()
})

test.each(languages)('the pages of an account are for everybody, in %s', async (language) => {
  const { page } = await speaker(language)
  await arrive(page)
  for (const name of PAGES) {
    await open(page, `/account/${name}`.replace(/\/$/, ''))
    await inspect(page, `account-${name || 'overview'}`, language)
  }
})

test.each(languages)('the same pages are for who has no password, in %s', async (language) => {
  await beAt42({ id: language === 'ko' ? 42_045 : 42_046, username: newName() })
  const { page } = await speaker(language)
  await open(page, '/sign-in')
  await page.click('a[href^="/v1/oauth/42"]')
  await page.waitForURL((url) => url.pathname === '/account')
  for (const name of ['password', 'passkeys', 'erase']) {
    await open(page, `/account/${name}`)
    await inspect(page, `account-${name}-afresh`, language)
  }
  await open(page, '/v1/oauth/42/callback?code=x&state=x')
  await inspect(page, 'elsewhere-failed', language)
})

test.each(['scan', 'codes'])(
  'what is shown once is for everybody: %s',
  { timeout: 240_000 },
  async (name) => {
    await walk(`account-second-factor-${name}`, async ({ page }) => {
      const { password: current } = await arrive(page)
      await open(page, SECOND_FACTOR)
      await send(page, { current }, 'enrol')
      if (name === 'scan') return
      const seed = (await page.locator('#seed').innerText()).replaceAll(' ', '')
      await send(page, { code: await appCode(seed) }, 'confirm')
    })
  },
)

test('a second factor that is on is for everybody', async () => {
  await walk('account-second-factor-on', async ({ page }) => {
    const person = await signUpWithSecondFactor()
    await arrive(page, person)
    await send(page, { code: await appCode(person.seed) })
    await open(page, SECOND_FACTOR)
  })
})
