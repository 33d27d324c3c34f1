import { describe, expect, test } from 'vitest'
import { afterwards, complaints, open, send } from '../world/forms.ts'
import { mailedCode } from '../world/mailbox.ts'
import { newName } from '../world/people.ts'
import { languages, speaker, walk } from '../world/walk.ts'

const to = (path: string) => `${path}?return_to=${encodeURIComponent(afterwards())}`
const ways = languages.flatMap((language) => [
  { language, withScript: true },
  { language, withScript: false },
])
const newcomer = () => {
  const username = newName()
  return { username, email: `${username}@example.com`, password: 'a good day 1' }
}

describe.each(ways)('in $language, with script: $withScript', ({ language, withScript }) => {
  test('who signs up confirms the address, signs in and is where they wanted to be', async () => {
    const who = newcomer()
    const { page } = await speaker(language, withScript)
    await open(page, to('/sign-in'))
    await Promise.all([page.waitForNavigation(), page.click('a[href^="/sign-up"]')])
    await send(page, { ...who, email: 'nowhere' })
    expect(await complaints(page)).toHaveLength(1)
    expect(await page.inputValue('#username')).toBe(who.username)
    await send(page, who)
    expect(await page.locator('main strong').innerText()).toBe(who.email)
    await send(page, { code: 'AAAAAAAA' })
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { code: await mailedCode(who.email) })
    expect(await page.locator('[role=status]').count()).toBe(1)
    expect(await page.inputValue('#login')).toBe(who.username)
    await send(page, { password: who.password })
    expect(page.url()).toBe(afterwards())
  })

  test('a forgotten password is set by the mailed code', async () => {
    const who = newcomer()
    const { page } = await speaker(language, withScript)
    await open(page, '/sign-up')
    await send(page, who)
    await send(page, { code: await mailedCode(who.email) })
    await open(page, to('/sign-in'))
    await Promise.all([page.waitForNavigation(), page.click('a[href^="/recover"]')])
    const before = await mailedCode(who.email)
    await send(page, { login: who.email })
    await expect.poll(() => mailedCode(who.email)).not.toBe(before)
    await send(page, { code: await mailedCode(who.email) })
    await send(page, { password: 'password' })
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { password: 'another good day 2' })
    expect(await page.inputValue('#login')).toBe(who.email)
    await send(page, { password: 'another good day 2' })
    expect(page.url()).toBe(afterwards())
  })
})

test('the pages of a sign-up are for everybody', async () => {
  await walk('sign-up', ({ page }) => open(page, '/sign-up'))
  await walk('sign-up-verify', async ({ page }) => {
    await open(page, '/sign-up')
    await send(page, newcomer())
  })
})

test('a refused sign-up’s page is for everybody', async () => {
  await walk('sign-up-refused', async ({ page }) => {
    await open(page, '/sign-up')
    await send(page, { username: '-', email: 'nowhere', password: '123' })
  })
})

test('the pages for what was forgotten are for everybody', async () => {
  await walk('recover', ({ page }) => open(page, '/recover'))
  await walk('recover-username', ({ page }) => open(page, '/recover/username'))
})

test('the steps of a recovery are for everybody', async () => {
  const who = newcomer()
  const { page } = await speaker('en')
  await open(page, '/sign-up')
  await send(page, who)
  await send(page, { code: await mailedCode(who.email) })
  let before = await mailedCode(who.email)
  await walk('recover-verify', async ({ page }) => {
    await open(page, '/recover')
    await send(page, { login: who.username })
  })
  await expect.poll(() => mailedCode(who.email)).not.toBe(before)
  await walk('recover-password', async ({ page }) => {
    before = await mailedCode(who.email)
    await open(page, '/recover')
    await send(page, { login: who.username })
    await expect.poll(() => mailedCode(who.email)).not.toBe(before)
    await send(page, { code: await mailedCode(who.email) })
  })
})
