import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { complaints, focused, open, send } from '../world/forms.ts'
import { newName, type Person, signUp } from '../world/people.ts'
import { SERVICE } from '../world/visitor.ts'
import { languages, speaker, walk } from '../world/walk.ts'

const token = inject('operator')
const REASON = 'Asked for by telephone'

const pathOf = (page: Page) => new URL(page.url()).pathname
const textOf = (page: Page) => page.locator('main').innerText()

async function openConsole(page: Page, path = '/console') {
  await open(page, path)
  await send(page, { token })
}

const accountPath = ({ id }: Person) => `/console/accounts/${id}`

/** Accounts as an import takes them, and lines that are none. */
const lines = (count: number, each = newName()) =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify({ username: `${each}-${at}`, nickname: 'n'.repeat(40) }),
  )

const fileOf = (text: string) => ({
  name: 'people.ndjson',
  mimeType: 'application/x-ndjson',
  buffer: Buffer.from(text),
})

const importForm = 'form:has(input[name=form][value=import])'

async function saved(page: Page, click: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(click)])
  return text(await download.createReadStream())
}

const ways = languages.flatMap((language) => [
  { language, withScript: true },
  { language, withScript: false },
])

describe.each(ways)('in $language, with script: $withScript', ({ language, withScript }) => {
  test('an operator opens the console, finds an account, disables it for a reason and reads of it', async () => {
    const person = await signUp()
    const { page, context } = await speaker(language, withScript)
    await open(page, '/console/accounts')
    await send(page, { token: 'not this one' })
    expect(await page.title()).toMatch(/^(오류|Error): /)
    expect(await complaints(page)).toHaveLength(1)
    expect(await focused(page)).toBe('summary')
    await send(page, { token })
    expect(pathOf(page)).toBe('/console/accounts')

    await page.fill('[name=query]', person.username)
    await Promise.all([page.waitForNavigation(), page.click('.search button')])
    await page.click(`main .list a:has-text("${person.username}")`)
    await page.waitForURL(SERVICE + accountPath(person))
    await page.click('a[href*="act=disable"]')
    await page.waitForURL(/act=disable/)
    const confirm = page.locator('.notice form')
    await Promise.all([page.waitForNavigation(), confirm.locator('button').click()])
    expect(await complaints(page)).toHaveLength(1)
    await confirm.locator('[name=reason]').fill(REASON)
    await Promise.all([page.waitForNavigation(), confirm.locator('button').click()])
    expect(page.url()).toBe(SERVICE + accountPath(person))
    expect(await page.locator('[role=status]').count()).toBe(1)
    expect(await textOf(page)).toContain(REASON)

    await page.click('main section a[href*="/console/events"]')
    await page.waitForURL(/\/console\/events\?account=/)
    expect(await textOf(page)).toContain('account_disabled')
    const events = await saved(page, 'a[download]')
    expect(JSON.parse(events.split('\n')[0] ?? '')).toMatchObject({
      what: 'account_disabled',
      reason: REASON,
    })

    await Promise.all([page.waitForNavigation(), page.click('nav form button')])
    expect(pathOf(page)).toBe('/console')
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('munjigi_console')
    await open(page, '/console/events')
    expect(pathOf(page)).toBe('/console')
  })
})

test('without a script a file is imported at once, and the page tells of each line', async () => {
  const { page } = await speaker('en', false)
  await openConsole(page, '/console/moving')
  const all = [...lines(3), 'no json'].join('\n')
  await page.setInputFiles('[name=file]', fileOf(all))
  await page.locator(importForm).locator('[name=reason]').fill(REASON)
  await Promise.all([page.waitForNavigation(), page.click(`${importForm} button`)])
  expect(await textOf(page)).toContain('The import is done.')
  expect(await page.locator('[data-count=imported]').innerText()).toBe('3')
  expect(await page.locator('table tbody tr').allInnerTexts()).toEqual(['4\tnot_json\t'])
})

test('with a script a file goes in parts: a bar, what was refused, and the refused lines to save', async () => {
  const { page } = await speaker('en')
  await openConsole(page, '/console/moving')
  const rows = lines(15_000)
  for (const at of [0, 4999, 14_999]) rows[at] = 'no json'
  const all = `${rows.join('\n')}\n`
  // Parts of a mebibyte.
  expect(all.length).toBeGreaterThan(2 ** 20)
  const parts: number[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') parts.push(request.postDataBuffer()?.length ?? 0)
  })
  await page.setInputFiles('[name=file]', fileOf(all))
  await page.locator(importForm).locator('[name=reason]').fill(REASON)
  await page.click(`${importForm} button`)
  await page.waitForSelector('progress')
  await page.getByText('The import is done.').waitFor()
  expect(parts.length).toBe(Math.ceil(all.length / 2 ** 20))
  const bar = page.locator('progress')
  expect(await bar.getAttribute('max')).toBe(String(all.length))
  expect(await bar.evaluate((node) => 'value' in node && node.value)).toBe(all.length)
  expect(await page.locator('[data-count=imported]').innerText()).toBe('14997')
  expect(await page.locator('[data-count=refused]').innerText()).toBe('3')
  expect(await page.locator('table tbody tr').allInnerTexts()).toEqual([
    '1\tnot_json\t',
    '5000\tnot_json\t',
    '15000\tnot_json\t',
  ])
  const refused = (await saved(page, '[data-save]')).trim().split('\n')
  expect(refused.map((line) => JSON.parse(line).line)).toEqual([1, 5000, 15_000])
})

test('with a script what is missing is told by the page, and a console that is over breaks the import off', async () => {
  const { page, context } = await speaker('en')
  await openConsole(page, '/console/moving')
  await page.setInputFiles('[name=file]', fileOf('{}'))
  await Promise.all([page.waitForNavigation(), page.click(`${importForm} button`)])
  expect(await complaints(page)).toHaveLength(1)
  await context.clearCookies()
  await page.fill('[name=rows]', '{}')
  await page.locator(importForm).locator('[name=reason]').fill(REASON)
  await page.click(`${importForm} button`)
  await page.getByText('The import broke off.').waitFor()
})

test('an act needs no mouse', async () => {
  const person = await signUp()
  const { page } = await speaker('en')
  await open(page, `${accountPath(person)}?act=end-sessions`)
  const tabTo = async (name: string) => {
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab')
      const active = await page.evaluate(() => document.activeElement?.getAttribute('name') ?? '')
      if (active === name) return
    }
    throw new Error(`${name} is not come to`)
  }
  await tabTo('token')
  await page.keyboard.type(token)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  await tabTo('reason')
  await page.keyboard.type(REASON)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  expect(await page.locator('[role=status]').innerText()).toBe('It is done, and recorded with your reason.')
})

test('the console is for everybody while it is closed, also where its token was refused', async () => {
  await walk('console-closed', ({ page }) => open(page, '/console'))
  await walk('console-refused', async ({ page }) => {
    await open(page, '/console')
    await send(page, { token: 'not this one' })
  })
})

test('its overview is for everybody', async () => {
  const person = await signUp()
  const body = JSON.stringify({ login: person.username, password: 'not this one', use: 'token' })
  const headers = { 'Content-Type': 'application/json' }
  for (let n = 0; n < 12; n++) await fetch(`${SERVICE}/v1/sessions`, { method: 'POST', headers, body })
  await fetch(`${SERVICE}/cdn-cgi/handler/scheduled`)
  await walk('console-overview', async ({ page }) => {
    await openConsole(page)
    for (const summary of await page.locator('summary').all()) await summary.click()
  })
})

test('its accounts, an account and an act are for everybody', async () => {
  const person = await signUp()
  await walk('console-accounts', ({ page }) =>
    openConsole(page, `/console/accounts?query=${person.username}`),
  )
  await walk('console-account', ({ page }) => openConsole(page, accountPath(person)))
  await walk('console-act', ({ page }) =>
    openConsole(page, `${accountPath(person)}?act=require-password-change`),
  )
})

test('its events are for everybody', async () => {
  const person = await signUp()
  await walk('console-events', ({ page }) => openConsole(page, `/console/events?account=${person.id}`))
})

test('its page for moving is for everybody, and what came of an import', async () => {
  await walk('console-moving', ({ page }) => openConsole(page, '/console/moving'))
  await walk('console-imported', async ({ page }) => {
    await openConsole(page, '/console/moving')
    await page.fill('[name=rows]', 'no json\n{"username":"?"}')
    await page.locator(importForm).locator('[name=reason]').fill(REASON)
    await page.click(`${importForm} button`)
    await page.waitForFunction(
      () => document.querySelector('[data-progress] [role=status]')?.textContent !== '',
    )
  })
})
