import { md5 } from '@noble/hashes/legacy.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { equalSecrets, utf8 } from '../../crypto.ts'
import { crypt64, crypt64Value } from './encodings.ts'
import { type Reading, tooCostly } from './scheme.ts'
import { asWordPressTypes } from './wordpress.ts'

const COSTS = { least: 7, most: 18, ever: 30 }
/** Native iterations that one call of MD5 takes, and each block of its message. */
const MD5 = { call: 4.6, block: 6.7 }
/** What a longer password costs is no longer bounded, so it matches nothing. */
const LONGEST = 512

/** Openwall's portable hashes: `$P$`, which WordPress wrote up to 6.7, and `$H$`, which is phpBB's. */
export function phpass(stored: string): Reading {
  const [, tag, costLetter = '', salt, hash] =
    /^\$([PH])\$([./A-Za-z0-9])([./A-Za-z0-9]{8})([./A-Za-z0-9]{22})$/.exec(stored) ?? []
  const cost = crypt64Value(costLetter)
  if (salt === undefined || hash === undefined || cost < COSTS.least || cost > COSTS.ever) return null
  if (cost > COSTS.most) return tooCostly('phpass')
  const candidates = (password: string) =>
    (tag === 'P' ? asWordPressTypes(password) : [password])
      .map(utf8)
      .filter(({ length }) => length <= LONGEST)

  const derive = (password: Uint8Array) => {
    let digest = md5(concatBytes(utf8(salt), password))
    for (let round = 2 ** cost; round > 0; round--) digest = md5(concatBytes(digest, password))
    return crypt64(digest)
  }
  return {
    verify: async (crypto, password) =>
      candidates(password)
        .map((candidate) => equalSecrets(crypto, derive(candidate), hash))
        .includes(true),
    iterations(password) {
      const rounds = candidates(password).map(({ length }) => MD5.call + blocksOf(16 + length) * MD5.block)
      return rounds.reduce((sum, round) => sum + 2 ** cost * round, 0)
    },
  }
}

/** MD5 pads with nine bytes at least (RFC 1321 §3.1). */
const blocksOf = (bytes: number) => Math.ceil((bytes + 9) / 64)
