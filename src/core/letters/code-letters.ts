import type { Context } from '../context.ts'
import { persist } from '../retries.ts'
import { type NewCode, type Purpose, prepareCode } from '../storage/codes.ts'
import { type Delivery, deliverLater, sendAfterReply } from './deliveries.ts'
import type { Draft } from './letters.ts'

interface CodeLetter extends Delivery {
  purpose: Purpose
  /** How long the code lives, in milliseconds. */
  lifetime?: number
  to: string
  letter: (code: NewCode) => Draft
  /** Gives life to the code in the place of the one before, with whatever belongs to that. */
  activate: (code: NewCode) => Promise<unknown>
}

/** Makes a code and mails it, after the reply. The one before lives on until the mail API has accepted the letter. */
export function mailCodeLater(ctx: Context, request: CodeLetter): void {
  const { purpose, lifetime, to, letter, activate, ...delivery } = request
  deliverLater(ctx, delivery, async () => {
    // Each step may happen twice: a code that was stored for nothing stays dead, and the same one is activated again.
    const code = await persist(ctx, () => prepareCode(ctx, purpose, lifetime))
    await sendAfterReply(ctx, { to, letter: letter(code), idempotencyKey: code.id })
    await persist(ctx, () => activate(code))
  })
}
