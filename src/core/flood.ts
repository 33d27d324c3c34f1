import { SECOND } from './time.ts'

/** The period of the binding in wrangler.toml. */
const WINDOW = 10 * SECOND
/** What comes no more often in a window is no flood. */
const FEW = 10

interface Seen {
  counts: Map<string, number>
  until: number
}

const seenBy = new WeakMap<RateLimit, Seen>()

/** Whether the shield lets the key pass. It is asked only about what comes often to this isolate: most come once. */
export async function letsPass(shield: RateLimit, key: string, now: number): Promise<boolean> {
  let seen = seenBy.get(shield)
  if (!seen || now >= seen.until) {
    seen = { counts: new Map(), until: now + WINDOW }
    seenBy.set(shield, seen)
  }
  const times = (seen.counts.get(key) ?? 0) + 1
  seen.counts.set(key, times)
  return times <= FEW || (await shield.limit({ key })).success
}
