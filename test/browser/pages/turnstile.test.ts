import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretOf, startSiteverify } from '../../server/turnstile/siteverify.ts'
import { send } from '../world/forms.ts'
import { startService } from '../world/service.ts'
import { inspect, languages, speaker } from '../world/walk.ts'

const KEY = '0x4AAAAAAAbrowser'
let siteverify: Awaited<ReturnType<typeof startSiteverify>>
let service: Awaited<ReturnType<typeof startService>>

/** A service of its own, whose widget's script and siteverify stand at another origin, as Cloudflare's do. */
beforeAll(async () => {
  siteverify = await startSiteverify()
  service = await startService({
    TURNSTILE_SITE_KEY: KEY,
    TURNSTILE_SECRET: secretOf(KEY),
    TURNSTILE_URL: `${siteverify.url}/${KEY}/siteverify`,
    PASSWORD_ROUNDS: '1',
  })
})
afterAll(async () => {
  await service?.stop()
  siteverify?.close()
})

const pathOf = (url: string) => new URL(url).pathname

test.for(languages)('the widget is solved, and the form goes on, in %s', async (language) => {
  const { page } = await speaker(language)
  await page.goto(`${service.origin}/sign-in/code`)
  await page.waitForSelector('[name=cf-turnstile-response]', { state: 'attached' })
  await inspect(page, 'turnstile', language)
  await send(page, { login: 'nobody77' })
  expect(pathOf(page.url())).toBe('/sign-in/code/verify')
})

test('the sign-in has none before it was refused, and one afterwards', async () => {
  const { page } = await speaker('en')
  await page.goto(`${service.origin}/sign-in`)
  expect(await page.locator('.cf-turnstile, script[src*="api.js"]').count()).toBe(0)
  await send(page, { login: 'nobody77', password: 'a wrong password' })
  await page.waitForSelector('[name=cf-turnstile-response]', { state: 'attached' })
})

test('without script the page says that it needs one, and the form is refused', async () => {
  const { page } = await speaker('en', false)
  await page.goto(`${service.origin}/sign-in/code`)
  expect(await page.locator('noscript p').innerText()).toContain('needs JavaScript')
  await send(page, { login: 'nobody77' })
  expect(pathOf(page.url())).toBe('/sign-in/code')
  expect(await page.locator('[role=alert] li').allInnerTexts()).toHaveLength(1)
})
