import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { expect, inject, onTestFinished } from 'vitest'

export const SERVICE = inject('service')

let browser: Promise<Browser> | undefined
const connect = () => {
  browser ??= chromium.connect(inject('chromium'))
  return browser
}

/** What Chromium says of a reply that is no success, and after its words of CORS: the tests look at replies themselves. */
const REPLY = /^Failed to load resource: (the server responded with a status of \d+|net::ERR_FAILED$)/

export interface Visitor {
  context: BrowserContext
  page: Page
  /** What went wrong in the page that nobody caught; a test that leaves any fails. */
  errors: string[]
}

/** A browser of its own, which has no cookie. */
export const newBrowser = async (options?: BrowserContextOptions): Promise<BrowserContext> =>
  (await connect()).newContext(options)

/** Somebody at this address, with a browser of their own and without a cookie unless it is another's. */
export async function visit(url: string, known?: BrowserContext): Promise<Visitor> {
  const context = known ?? (await newBrowser())
  const errors: string[] = []
  onTestFinished(async () => {
    await context.close()
    expect(errors).toEqual([])
  })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !REPLY.test(message.text())) errors.push(message.text())
  })
  await page.goto(url)
  return { context, page, errors }
}
