import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { newBrowser, type Visitor, visit } from './visitor.ts'

/** In the page. */
declare const axe: { run: (options: RunOptions) => Promise<AxeResults> }

const { source } = createRequire(import.meta.url)('axe-core') as { source: string }

const LANGUAGES = { ko: 'ko-KR', en: 'en-US' }
export type Language = keyof typeof LANGUAGES
export const languages = Object.keys(LANGUAGES) as Language[]

const NARROWEST = 320
const WIDTHS = [NARROWEST, 768, 1280]
const SCHEMES = ['light', 'dark'] as const
const HEIGHT = 900

/** Somebody with a browser of that language, at no page yet. */
export const speaker = async (language: Language, javaScriptEnabled = true): Promise<Visitor> =>
  visit('about:blank', await newBrowser({ locale: LANGUAGES[language], javaScriptEnabled }))

/**
 * Looks at what `arrange` brings about, with a browser of its own for each language, at every width, light and dark. What
 * it saw is kept in the folder that `PICTURES` names, as `name-ko-320-dark.png`.
 */
export async function walk(
  name: string,
  arrange: (visitor: Visitor, language: Language) => Promise<unknown>,
): Promise<void> {
  for (const language of languages) {
    const visitor = await speaker(language)
    await arrange(visitor, language)
    await inspect(visitor.page, name, language)
  }
}

/** What holds of a page whoever looks at it, and whatever it is. */
export async function inspect(page: Page, name: string, language: Language): Promise<void> {
  expect(await page.getAttribute('html', 'lang')).toBe(language)
  expect(await page.locator('h1').count()).toBe(1)
  const hangul = /[가-힣]/.test(await page.locator('main').innerText())
  expect([name, language, hangul]).toEqual([name, language, language === 'ko'])
  await expectReachable(page)
  await page.evaluate(source)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT })
    await expectFits(page, `${name} at ${width}`)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await keepPicture(page, `${name}-${language}-${width}-${colorScheme}`)
      if (width !== NARROWEST) continue
      expect(await axeFinds(page, colorScheme), `${name}, ${language}, ${colorScheme}`).toEqual([])
    }
  }
  await page.setViewportSize({ width: 640, height: HEIGHT })
  await setTextSize(page, '200%')
  await expectFits(page, `${name} at 200 %`)
  await setTextSize(page, '')
}

const setTextSize = (page: Page, size: string) =>
  page.evaluate((size) => {
    document.documentElement.style.fontSize = size
  }, size)

/** No style goes by the width, so one is enough; and the dark has other colours, and nothing else. */
async function axeFinds(page: Page, scheme: (typeof SCHEMES)[number]): Promise<unknown[]> {
  const rules: RunOptions = scheme === 'dark' ? { runOnly: ['color-contrast'] } : {}
  const { violations } = await page.evaluate(
    (rules) => axe.run({ resultTypes: ['violations'], ...rules }),
    rules,
  )
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

async function expectFits(page: Page, where: string): Promise<void> {
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect([where, beyond]).toEqual([where, 0])
}

/** Whatever can be used is come to by Tab, each time with an outline that can be seen. */
async function expectReachable(page: Page): Promise<void> {
  const usable = 'a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled'
  const all = page.locator(usable).filter({ visible: true })
  const count = await all.count()
  await page.evaluate(() => {
    const { activeElement } = document
    if (activeElement instanceof HTMLElement) activeElement.blur()
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  })
  const reached = new Set<string>()
  for (let n = 0; n <= count; n++) {
    await page.keyboard.press('Tab')
    const place = await page.evaluate((usable) => {
      const { activeElement } = document
      if (!activeElement || activeElement === document.body) return null
      const at = [...document.querySelectorAll(usable)].indexOf(activeElement)
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement)
      return `${at} ${outlineStyle === 'none' || outlineWidth === '0px' ? 'unseen' : 'seen'}`
    }, usable)
    if (place !== null) reached.add(place)
  }
  expect([...reached].filter((place) => place.endsWith('unseen'))).toEqual([])
  expect(reached.size).toBeGreaterThanOrEqual(count)
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
