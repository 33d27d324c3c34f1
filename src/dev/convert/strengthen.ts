import { hashFlaw, hashPassword } from '../../core/passwords/hash.ts'
import { wrap } from '../../core/passwords/schemes/digests.ts'
import { clearText, weakDigest } from '../../core/passwords/schemes/weak-digests.ts'

/** Today's, as wrangler.toml has it. */
const COST = { iterations: 100_000, rounds: 6 }

export interface Strengthened {
  /** In a form that an import takes; null where there is no such form of it. */
  hash: string | null
  isWrapped: boolean
  why: string | null
}

/** Hashes what was made for speed, or not at all, once more, in a tenth of a second; leaves the others as they are. */
export async function strengthen(hash: string): Promise<Strengthened> {
  const clear = clearText(hash)
  if (clear !== null) return { hash: await hashPassword(crypto, clear, COST), isWrapped: true, why: null }
  const weak = weakDigest(hash)
  if (weak) return { hash: await wrap(crypto, weak, COST), isWrapped: true, why: null }
  const flaw = hashFlaw(hash, null)
  // Firebase's keys are known where the import takes place.
  if (flaw === null || flaw.reason === 'hash_key_missing') return { hash, isWrapped: false, why: null }
  return {
    hash: null,
    isWrapped: false,
    why: 'scheme' in flaw ? `${flaw.reason} (${flaw.scheme})` : flaw.reason,
  }
}
