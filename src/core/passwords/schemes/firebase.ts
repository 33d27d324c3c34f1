import { concatBytes } from '@noble/hashes/utils.js'
import { utf8 } from '../../crypto.ts'
import type { FirebaseProject } from '../../ports.ts'
import { base64, equal } from './encodings.ts'
import { type Reading, tooCostly } from './scheme.ts'
import { derive, scryptIterations } from './scrypt.ts'

const SCHEME = 'firebase-scrypt'
const AES_KEY_BYTES = 32

/**
 * `$firebase-scrypt$m=14,r=8$salt$hash`: the project's signer key, encrypted under what scrypt makes of the password
 * (github.com/firebase/scrypt). Without the project's two secrets nothing can be verified.
 */
export function firebase(stored: string, project: FirebaseProject | null): Reading {
  const form = /^\$firebase-scrypt\$m=(\d{1,3}),r=(\d{1,9})\$([^$]{1,128})\$([^$]{22,256})$/
  const [, m, r, saltText, hashText] = form.exec(stored) ?? []
  const cost = { N: 2 ** Number(m), r: Number(r), p: 1 }
  const iterations = scryptIterations(cost)
  const [salt, hash] = [base64(saltText), base64(hashText)]
  if (iterations === null || saltText === undefined || salt === null || hash === null) return null
  if (iterations === 'too costly') return tooCostly(SCHEME)
  if (project === null) return { reason: 'hash_key_missing', scheme: SCHEME }

  const [signerKey, separator] = [base64(project.signerKey), base64(project.saltSeparator)]
  if (signerKey === null || separator === null || hash.length !== signerKey.length) return null
  return {
    async verify(crypto, password) {
      const salted = new Uint8Array(concatBytes(salt, separator))
      const raw = await derive(utf8(password), salted, cost, AES_KEY_BYTES)
      const key = await crypto.subtle.importKey('raw', raw, 'AES-CTR', false, ['encrypt'])
      const counter = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
      return equal(crypto, new Uint8Array(await crypto.subtle.encrypt(counter, key, signerKey)), hash)
    },
    iterations: () => iterations,
  }
}
