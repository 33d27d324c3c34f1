import { inject } from 'vitest'
import type { Solved, Trouble } from '../server/turnstile/siteverify.ts'
import { harness, type World } from '../world/harness.ts'

export const SITE = 'auth.test'

/** The service with a widget of its own, which people solve and siteverify knows. */
export async function withWidget({ env, ...world }: World = {}) {
  const key = crypto.randomUUID()
  const server = `${inject('turnstileServer')}/${key}`
  const post = (route: string, body: object) =>
    fetch(`${server}/${route}`, { method: 'POST', body: JSON.stringify(body) })
  const h = await harness({
    ...world,
    env: {
      TURNSTILE_SITE_KEY: key,
      TURNSTILE_SECRET: `0x-${key}-secret`,
      TURNSTILE_URL: `${server}/siteverify`,
      ...env,
    } as Partial<Env>,
  })
  return {
    h,
    /** The token of a person who solved it. */
    solve: async (action?: string, solved: Solved = {}) =>
      (await post('solve', { hostname: SITE, ...(action && { action }), ...solved })).text(),
    trouble: (mode: Trouble, times = 1, code?: string) => post('trouble', { mode, times, code }),
    /** What siteverify was sent, in order. */
    asked: async () => (await fetch(`${server}/asked`)).json<Record<string, string>[]>(),
  }
}
