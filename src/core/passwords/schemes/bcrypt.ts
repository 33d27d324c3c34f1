import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { compare } from 'bcryptjs'
import { utf8 } from '../../crypto.ts'
import { type Reading, tooCostly } from './scheme.ts'

const COSTS = { least: 4, most: 13 }
/** Native iterations that one round takes; measured in workerd on x86-64 by `npm run bench:hashes`, as all such numbers are. */
const ROUND = 552

/** What is hashed in the place of the password. */
type Prepare = (password: string, crypto: Crypto) => string | Promise<string>

/** crypt(3) `$2a$`, `$2b$`, `$2y$`. */
export function bcryptScheme(hash: string, prepare: Prepare = (password) => password): Reading {
  const [, digits] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash) ?? []
  const cost = Number(digits)
  if (!(cost >= COSTS.least)) return null
  if (cost > COSTS.most) return tooCostly('bcrypt')
  return {
    verify: async (crypto, password) => compare(await prepare(password, crypto), hash),
    iterations: () => 2 ** cost * ROUND,
  }
}

const digested = (password: string) => bytesToHex(sha256(utf8(password)))

/** As it is; Django's `bcrypt$…`, and its `bcrypt_sha256$…`, which has no limit of 72 bytes. */
export function bcrypt(stored: string): Reading {
  const [, django, hash = ''] = /^(?:(bcrypt|bcrypt_sha256)\$)?(\$2.*)$/.exec(stored) ?? []
  return django === 'bcrypt_sha256' ? bcryptScheme(hash, digested) : bcryptScheme(hash)
}
