import { describe, expect, test } from 'vitest'
import { afterwards, complaints, open, send } from '../world/forms.ts'
import { mailedCode } from '../world/mailbox.ts'
import { appCode, signUp, signUpWithSecondFactor } from '../world/people.ts'
import { languages, speaker, walk } from '../world/walk.ts'

const ways = languages.flatMap((language) => [
  { language, withScript: true },
  { language, withScript: false },
])

const to = (path: string) => `${path}?return_to=${encodeURIComponent(afterwards())}`
const pathOf = (url: string) => new URL(url).pathname

describe.each(ways)('in $language, with script: $withScript', ({ language, withScript }) => {
  test('a mailed code signs in, with the name that was typed, and leads back', async () => {
    const { username: login, email } = await signUp()
    const { page } = await speaker(language, withScript)
    await open(page, to('/sign-in'))
    await page.fill('#login', login)
    await Promise.all([page.waitForURL('**/sign-in/code?**'), page.click('button[value=code]')])
    expect(await page.inputValue('#login')).toBe(login)
    await send(page)
    expect(pathOf(page.url())).toBe('/sign-in/code/verify')
    await send(page, { code: 'AAAAAAAAAA' })
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { code: (await mailedCode(email)).replace(/^...../, '$& ') })
    expect(page.url()).toBe(afterwards())
  })

  test('another code can be had, and the second factor is asked for as ever', async () => {
    const { username: login, email, seed } = await signUpWithSecondFactor()
    const { page } = await speaker(language, withScript)
    await open(page, to('/sign-in/code'))
    await send(page, { login })
    const first = await mailedCode(email)
    const resend = 'form:has(input[name=form][value=resend]) button'
    await Promise.all([page.waitForNavigation(), page.click(resend)])
    expect(await page.locator('[role=status]').count()).toBe(1)
    await expect.poll(() => mailedCode(email)).not.toBe(first)
    await send(page, { code: await mailedCode(email) })
    expect(pathOf(page.url())).toBe('/sign-in/second-factor')
    await send(page, { code: await appCode(seed) })
    expect(page.url()).toBe(afterwards())
  })
})

test('the page that asks for a code is for everybody', async () => {
  await walk('code', ({ page }) => open(page, '/sign-in/code'))
})

test('the page that takes it is for everybody', async () => {
  await walk('code-verify', async ({ page }) => {
    await open(page, '/sign-in/code')
    await send(page, { login: 'nobody77' })
  })
})
