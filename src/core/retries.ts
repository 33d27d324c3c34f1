import type { Context } from './context.ts'
import { MailFailure } from './mail-failure.ts'
import { SECOND } from './time.ts'

interface Patience {
  /** Milliseconds before each further try, where the mail API asks for no pause of its own. */
  pauses: number[]
  /** Whether a try that timed out is followed by another. */
  afterTimeouts: boolean
}

export const AFTER_REPLY: Patience = { pauses: [500, 1500], afterTimeouts: true }
/** Somebody waits: with tries of 5 seconds, 12 seconds at most. */
export const BEFORE_REPLY: Patience = { pauses: [500], afterTimeouts: false }
/** Three tries of 5 seconds and two such pauses fit into the 30 seconds that work may outlive its reply. */
const LONGEST_PAUSE = 2 * SECOND

/**
 * Does the work again where it failed and another try may help; throws what it failed with last. Here alone anything
 * is tried again. A failure of the mail API tells whether another try may help. Any other is taken for the storage's
 * and tried again: D1 repeats no write by itself, and after the reply nobody can ask again. So `work` must be such
 * that it may happen twice.
 */
export async function persist<T>(ctx: Context, work: () => Promise<T>, patience = AFTER_REPLY): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const [usual, ...later] = patience.pauses
    const pause = usual === undefined ? null : pauseAfter(error, usual, patience)
    if (pause === null) throw error
    await ctx.wait(pause)
    return persist(ctx, work, { ...patience, pauses: later })
  }
}

/** Milliseconds; null where no other try may help in time. */
function pauseAfter(error: unknown, usual: number, { afterTimeouts }: Patience): number | null {
  if (!(error instanceof MailFailure)) return usual
  if (!error.canRetry || (error.isTimeout && !afterTimeouts)) return null
  const pause = error.retryAfter ?? usual
  return pause <= LONGEST_PAUSE ? pause : null
}
