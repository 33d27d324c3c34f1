import { describe, expect, test } from 'vitest'
import { hashFlaw, verifyPassword } from '../../src/core/passwords/hash.ts'
import { wrap } from '../../src/core/passwords/schemes/digests.ts'
import { type WeakDigest, weakDigest } from '../../src/core/passwords/schemes/weak-digests.ts'
import { vectors } from '../vectors/weak-hashes.json'

const cheap = { iterations: 10, rounds: 2 }

describe('a digest that another service made', () => {
  test.for(vectors)(
    '$scheme is refused as it is, and verifies once it is wrapped',
    async ({ password, hash }) => {
      expect(hashFlaw(hash, null)).toMatchObject({ reason: 'weak_hash' })

      const wrapped = await wrap(crypto, weakDigest(hash) as WeakDigest, cheap)
      expect(wrapped).toMatch(/^\$wrapped-\w+(,\w+=[\w-]+)*\$pbkdf2-sha256\$i=10,r=2\$[\w-]{43}\$[\w-]{43}$/)
      expect(hashFlaw(wrapped, null)).toBeNull()
      expect(await verifyPassword(crypto, password, wrapped, cheap)).toEqual({
        matches: true,
        outdated: true,
      })
      expect(await verifyPassword(crypto, `${password}!`, wrapped, cheap)).toMatchObject({ matches: false })
    },
  )

  test('is no password for what was made of it', async () => {
    const hash = 'fae6c07c22e13e979a82f9604c5de21c'
    const wrapped = await wrap(crypto, weakDigest(hash) as WeakDigest, cheap)
    expect(await verifyPassword(crypto, hash, wrapped, cheap)).toMatchObject({ matches: false })
  })
})
