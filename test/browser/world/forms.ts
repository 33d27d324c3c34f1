import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { SERVICE } from './visitor.ts'

/** Fills the fields in, by their names, and sends the form by its button; resolves at the page that answers. */
export async function send(page: Page, values: Record<string, string> = {}, name?: string): Promise<void> {
  const form = page.locator(
    name ? `form:has(input[name=form][value=${name}])` : 'form:not(:has(input[name=form]))',
  )
  for (const [field, value] of Object.entries(values)) await form.locator(`[name=${field}]`).fill(value)
  await Promise.all([page.waitForNavigation(), form.locator('button[type=submit]').click()])
}

/** A page of ours. */
export const open = (page: Page, path: string) => page.goto(SERVICE + path)

/** A page of a client at an allowed origin, on another site. */
export const afterwards = () => `http://app.localhost:${inject('clients')['movie-in-case']}/after`

/** All that is said to be wrong, as a screen reader begins with it. */
export const complaints = (page: Page) => page.locator('[role=alert] li').allInnerTexts()

/** The id of what has the focus. */
export const focused = (page: Page) => page.evaluate(() => document.activeElement?.className)

/** Who is signed in at 42 from now on; and how it goes wrong there, if it does. */
export async function beAt42(who: object, misbehave: object = {}): Promise<void> {
  const { origin, client } = inject('provider')
  const url = `${origin}/_boxes/${client}`
  const { person } = (await (await fetch(url)).json()) as { person: object }
  await fetch(url, { method: 'PATCH', body: JSON.stringify({ misbehave, person: { ...person, ...who } }) })
}
