import type { Context } from './context.ts'
import type { TurnstileAction } from './ports.ts'
import { Refusal } from './refusal.ts'
import { SECOND } from './time.ts'

/** Its message says what came, and quotes nothing of it. */
export class TurnstileFailure extends Error {
  override readonly name = 'TurnstileFailure'
}

const PAUSE = 5 * SECOND

/**
 * Lets pass whoever brings a token of the widget, which is used up by it; everybody, where no widget is configured.
 * Throws `turnstile_needed` for none, `turnstile_failed` for one that is wrong, used, or another page's, and
 * `turnstile_down` where nobody could be asked.
 */
export async function requirePerson(
  { turnstile, caller }: Context,
  action: TurnstileAction,
  token: string | undefined,
): Promise<void> {
  if (turnstile === null) return
  if (!token) throw new Refusal('turnstile_needed')
  const { passed, reason } = await turnstile.verify(token, action, caller.ip).catch((cause: unknown) => {
    throw new Refusal('turnstile_down', { retryAfter: PAUSE / SECOND }, cause)
  })
  if (!passed) throw new Refusal('turnstile_failed', {}, reason)
}
