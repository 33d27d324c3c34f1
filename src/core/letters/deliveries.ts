import type { Account } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import type { Letter } from '../ports.ts'
import { hourly, type Limit, refund, throttleKey } from '../storage/throttle.ts'

const PAUSES = [500, 1500]
export const LETTERS_AN_HOUR = 10

/** Does the work once more where it failed, three times at most; throws what it failed with last. */
export async function persist<T>(ctx: Context, work: () => Promise<T>, pauses = PAUSES): Promise<T> {
  const [pause, ...later] = pauses
  try {
    return await work()
  } catch (error) {
    if (pause === undefined) throw error
    await ctx.wait(pause)
    return persist(ctx, work, later)
  }
}

interface Delivery {
  /** Which letter it is, for the log. */
  what: string
  /** The limit that counted it. */
  counted: string
}

/**
 * Makes and sends a letter after the reply, which therefore tells nobody whether one went. Where `work` fails, that is
 * logged, and the letter is not counted.
 */
export function deliverLater(ctx: Context, { what, counted }: Delivery, work: () => Promise<unknown>): void {
  const giveUp = async (error: unknown) => {
    ctx.log.error('letter_failed', error, { letter: what })
    await persist(ctx, async () => refund(ctx, counted))
  }
  // Begun once the reply is out: what it takes to begin would be seen in the reply's time.
  ctx.defer(ctx.wait(0).then(work).catch(giveUp))
}

interface Mailing extends Delivery {
  to: string
  letter: Letter
  idempotencyKey: string
}

/** Sends the letter after the reply, in up to three tries. */
export const mailLater = (ctx: Context, { to, letter, idempotencyKey, ...delivery }: Mailing): void =>
  deliverLater(ctx, delivery, () => persist(ctx, () => ctx.mail.send(to, letter, idempotencyKey)))

/** Tells the account's owner what happened to it, after the reply, in up to three tries. */
export function tellOwner(
  ctx: Context,
  { email }: Pick<Account, 'email'>,
  what: string,
  letter: Letter,
): void {
  if (email === null) return
  ctx.defer(persist(ctx, () => ctx.mail.send(email, letter, `${what}:${ctx.caller.requestId}`)))
}

/** What counts the letters that anybody can have sent to an address, whether it is an account's or not. */
export async function lettersTo(ctx: Context, emailKey: string): Promise<Limit & { key: string }> {
  return { key: await throttleKey(ctx, 'letters to', emailKey), rule: hourly(LETTERS_AN_HOUR) }
}
