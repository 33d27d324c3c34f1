import type { Context } from '../context.ts'
import { countFailure } from '../counts/failures.ts'
import { MailFailure } from '../mail-failure.ts'
import { AFTER_REPLY, BEFORE_REPLY, persist } from '../retries.ts'
import { batch } from '../storage/batch.ts'
import { nameKey } from '../storage/limit-keys.ts'
import { hourly, LETTERS } from '../storage/limit-rules.ts'
import { type Key, refund, sharedByNetworks } from '../storage/throttle.ts'
import type { Draft } from './letters.ts'

/** Letters to one mailbox that one network can have sent in an hour, of `LETTERS`. */
export const LETTERS_AN_HOUR = 10

interface Posting {
  to: string
  letter: Draft
  /** The same for every try, so that the mail API sends one letter however many it takes. */
  idempotencyKey: string
}

/** Sends a letter that the reply does not wait for. */
export const sendAfterReply = (ctx: Context, posting: Posting): Promise<void> =>
  send(ctx, posting, AFTER_REPLY)

/** Sends a letter that the reply waits for. */
export const sendBeforeReply = (ctx: Context, posting: Posting): Promise<void> =>
  send(ctx, posting, BEFORE_REPLY)

const send = (ctx: Context, { to, letter, idempotencyKey }: Posting, patience: typeof AFTER_REPLY) =>
  persist(ctx, () => ctx.mail.send(to, letter(ctx.settings.brand), idempotencyKey), patience).catch(
    (error: unknown) => {
      if (error instanceof MailFailure) countFailure(ctx, 'mail')
      throw error
    },
  )

export interface Delivery {
  /** Which letter it is, for the log. */
  what: string
  /** The keys that counted it. */
  counted: string[]
}

/**
 * Makes and sends a letter after the reply, which therefore tells nobody whether one went. Where `work` fails, that is
 * logged, and the letter is not counted.
 */
export function deliverLater(ctx: Context, { what, counted }: Delivery, work: () => Promise<unknown>): void {
  const giveUp = async (error: unknown) => {
    ctx.log.error('letter_failed', error, { letter: what })
    await persist(ctx, () => batch(ctx, { refunded: refund(ctx, counted) }))
  }
  // Begun once the reply is out: otherwise a reply after which a letter goes out would take longer.
  ctx.defer(ctx.wait(0).then(work).catch(giveUp))
}

/** Sends the letter after the reply. */
export const mailLater = (ctx: Context, { what, counted, ...posting }: Delivery & Posting): void =>
  deliverLater(ctx, { what, counted }, () => sendAfterReply(ctx, posting))

/** What counts letters for the mailbox that the key stands for: this network's part of them. */
export const lettersBy = <K extends Key>(ctx: Context, key: K) =>
  sharedByNetworks(ctx, { key, all: LETTERS, each: hourly(LETTERS_AN_HOUR) })

/** What counts the letters that anybody can have sent to an address, whether it is an account's or not. */
export const lettersTo = async (ctx: Context, realm: string, emailKey: string) =>
  lettersBy(ctx, await nameKey(ctx, 'letters to', { realm, names: [emailKey] }))
