import { describe, expect, test } from 'vitest'
import { openClient } from '../world/client.ts'
import { afterwards, beAt42, complaints, focused, open, send } from '../world/forms.ts'
import { appCode, newName, signUp, signUpToChange, signUpWithSecondFactor } from '../world/people.ts'
import { SERVICE } from '../world/visitor.ts'
import { languages, speaker, walk } from '../world/walk.ts'

const ways = languages.flatMap((language) => [
  { language, withScript: true },
  { language, withScript: false },
])

const to = (path: string) => `${path}?return_to=${encodeURIComponent(afterwards())}`

describe.each(ways)('in $language, with script: $withScript', ({ language, withScript }) => {
  test('a password leads back to where the person came from, and who is signed in goes on at once', async () => {
    const { username: login, password } = await signUp()
    const { page } = await speaker(language, withScript)
    await open(page, to('/sign-in'))
    await send(page, { login, password: 'not this one' })
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect(await page.title()).toMatch(/^(오류|Error): /)
    expect(await complaints(page)).toHaveLength(1)
    expect(await focused(page)).toBe('summary')
    expect(await page.inputValue('#login')).toBe(login)
    expect(await page.inputValue('#password')).toBe('')
    await send(page, { password })
    expect(page.url()).toBe(afterwards())
    await open(page, to('/sign-in'))
    expect(page.url()).toBe(afterwards())
  })

  test('the second factor is asked for on its page', async () => {
    const { username: login, password, seed } = await signUpWithSecondFactor()
    const { page } = await speaker(language, withScript)
    await open(page, to('/sign-in'))
    await send(page, { login, password })
    expect(new URL(page.url()).pathname).toBe('/sign-in/second-factor')
    await send(page, { code: '000000' })
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { code: (await appCode(seed)).replace(/^.../, '$& ') })
    expect(page.url()).toBe(afterwards())
  })

  test('a password that must change is changed on its page', async () => {
    const { username: login, password } = await signUpToChange()
    const { page } = await speaker(language, withScript)
    await open(page, to('/sign-in'))
    await send(page, { login, password })
    expect(new URL(page.url()).pathname).toBe('/sign-in/new-password')
    await send(page, { current: password, password: '12345678' })
    expect(await complaints(page)).toHaveLength(1)
    await send(page, { current: password, password: 'another good day 2' })
    expect(page.url()).toBe(afterwards())
  })

  test('signing out ends the session, and says so', async () => {
    const { username: login, password } = await signUp()
    const { page, context } = await speaker(language, withScript)
    await open(page, to('/sign-in'))
    await send(page, { login, password })
    await open(page, '/sign-out')
    await send(page)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect(await page.locator('[role=status]').count()).toBe(1)
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('munjigi_session')
  })
})

test('a sign-in needs no mouse', async () => {
  const { username, password } = await signUp()
  const { page } = await speaker('en')
  await open(page, to('/sign-in'))
  await page.keyboard.press('Tab')
  await page.keyboard.type(username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  expect(page.url()).toBe(afterwards())
})

test('the other language is a link away, and stays', async () => {
  const { page } = await speaker('en')
  await open(page, to('/sign-in'))
  await page.click('footer a')
  expect(await page.getAttribute('html', 'lang')).toBe('ko')
  expect(new URL(page.url()).searchParams.get('return_to')).toBe(afterwards())
  await open(page, '/sign-in')
  expect(await page.getAttribute('html', 'lang')).toBe('ko')
})

test('a password can be shown, and is hidden again when it is sent', async () => {
  const { page } = await speaker('en')
  await open(page, '/sign-in')
  await page.fill('#password', 'a secret')
  await page.click('text=Show')
  expect(await page.getAttribute('#password', 'type')).toBe('text')
  await page.click('text=Hide')
  expect(await page.getAttribute('#password', 'type')).toBe('password')
})

test('the sign-in is for everybody', () => walk('sign-in', ({ page }) => open(page, '/sign-in')))

test('a refused sign-in’s page is for everybody', async () => {
  await walk('sign-in-refused', async ({ page }) => {
    await open(page, '/sign-in')
    await send(page)
  })
})

test('the second factor’s page is for everybody', async () => {
  const { username: login, password } = await signUpWithSecondFactor()
  await walk('second-factor', async ({ page }) => {
    await open(page, '/sign-in')
    await send(page, { login, password })
  })
})

test('the page for a forced change is for everybody', async () => {
  const { username: login, password } = await signUpToChange()
  await walk('new-password', async ({ page }) => {
    await open(page, '/sign-in')
    await send(page, { login, password })
  })
})

test('the pages for signing out and for what is not there are for everybody', async () => {
  await walk('sign-out', ({ page }) => open(page, '/sign-out'))
  await walk('not-found', ({ page }) => open(page, '/sign-in/nothing'))
})

test('a sign-in at a provider comes back to where the person came from', async () => {
  const who = { id: 42_042, username: newName() }
  await beAt42(who)
  const { page } = await speaker('ko')
  await open(page, to('/sign-in'))
  await page.click('text=42 계정으로 로그인')
  await page.waitForURL(afterwards())
  await beAt42(who, { authorize: 'denied' })
  const other = await speaker('ko')
  await open(other.page, to('/sign-in'))
  await Promise.all([
    other.page.waitForURL(/error=oauth_failed/),
    other.page.click('text=42 계정으로 로그인'),
  ])
  expect(await complaints(other.page)).toHaveLength(1)
  await beAt42(who)
})

test('a sign-in at a provider that was begun elsewhere is told on a page', async () => {
  const { page } = await speaker('ko')
  await open(page, '/v1/oauth/42/callback?code=x&state=x')
  expect(await complaints(page)).toHaveLength(1)
  await Promise.all([page.waitForNavigation(), page.click('main a')])
  expect(new URL(page.url()).pathname).toBe('/sign-in')
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  'javascript:alert(1)',
  'https://app.localhost.evil.example/',
  '%09//evil.example/',
  '/sign-out',
])('a sign-in leads to the account, and not to %s', async (elsewhere) => {
  const { username: login, password } = await signUp()
  const { page } = await speaker('en')
  await open(page, `/sign-in?${new URLSearchParams({ return_to: elsewhere })}`)
  await send(page, { login, password })
  expect(page.url()).toBe(`${SERVICE}/account`)
})

test('each field says what it is for, to whatever fills it in', async () => {
  const { page } = await speaker('en')
  const tokens = async (path: string) => {
    await open(page, path)
    return page
      .locator('main input:not([type=hidden])')
      .evaluateAll((all) =>
        all.map((one) => `${one.getAttribute('name')} ${one.getAttribute('autocomplete')}`),
      )
  }
  expect(await tokens('/sign-in')).toEqual(['login username webauthn', 'password current-password'])
  expect(await tokens('/sign-in/code')).toEqual(['login username'])
  expect(await tokens('/sign-up')).toEqual(['username username', 'email email', 'password new-password'])
  expect(await tokens('/recover')).toEqual(['login username'])
  expect(await tokens('/recover/username')).toEqual(['email email'])
  const { username: login, password } = await signUpWithSecondFactor()
  await open(page, '/sign-in')
  await send(page, { login, password })
  expect(await tokens('/sign-in/second-factor')).toEqual(['code one-time-code'])
})

test('a page of ours goes into no frame of anybody’s', async () => {
  const { page, errors } = await openClient('movie-in-case', 'localhost')
  await page.evaluate((src) => {
    const frame = document.createElement('iframe')
    frame.src = src
    document.body.append(frame)
  }, `${SERVICE}/sign-in`)
  await expect.poll(() => errors.join()).toMatch(/frame-ancestors|X-Frame-Options/)
  errors.length = 0
})
