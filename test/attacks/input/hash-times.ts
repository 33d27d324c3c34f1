import { describe, expect, test } from 'vitest'
import { verifyPassword } from '../../../src/core/passwords/hash.ts'
import { productionCrypto } from '../../world/instruments.ts'

describe('43: a wrong password is refused in the time of one hash of today’s', () => {
  const production = { iterations: 100_000, rounds: 6 }
  const salt = 'MDEyMzQ1Njc4OWFiY2RlZg'
  const hash = 'A'.repeat(43)
  const bcrypt = 'abcdefghijklmnopqrstuuYSVNq5OH1ffSbUPwT.eNoIKtEmeOpUG'

  test.for([
    ['nothing that is stored', null, 600_000],
    ['PBKDF2 of SHA-256, its own iterations within', `$pbkdf2-sha256$i=60000,l=32$${salt}$${hash}`, 600_000],
    ['Django’s, of one call', `pbkdf2_sha256$100000$seasalt$${hash}=`, 600_000],
    [
      'PBKDF2 of SHA-512, whose 10,000 take as long as 42,000',
      `$pbkdf2-sha512$i=10000$${salt}$${hash}`,
      568_000,
    ],
    ['bcrypt at cost 8, a quarter of it', `$2b$08$${bcrypt}`, 436_160],
    ['scrypt of 2^12 × 8, less than a fifth', `$scrypt$ln=12,r=8,p=1$${salt}$${hash}`, 472_205],
    [
      'argon2id of one pass over 8 MiB, nearly half',
      `$argon2id$v=19$m=8192,t=1,p=1$${salt}$${hash}`,
      321_472,
    ],
    ['bcrypt at cost 10, which takes it by itself', `$2b$10$${bcrypt}`, 0],
    ['scrypt of 2^15 × 8, which takes longer', `$scrypt$ln=15,r=8,p=1$${salt}$${hash}`, 0],
  ] as const)('43: %s', async ([, stored, iterations]) => {
    const { crypto, calls } = productionCrypto()

    expect(await verifyPassword(crypto, 'moonlight sonata', stored, production)).toMatchObject({
      matches: false,
    })
    expect(calls.reduce((sum, call) => sum + call, 0)).toBe(iterations)
  })

  test('43: so is the right one, which a disabled account does not take either', async () => {
    const { crypto, calls } = productionCrypto()
    const stored = '$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$vMvxA8mxXn-z6VQRKiz8DLlo63NaXuFuJP3kA94cbZE'

    expect(await verifyPassword(crypto, 'bcrypt-password', stored, production)).toEqual({
      matches: true,
      outdated: true,
    })
    expect(calls.reduce((sum, call) => sum + call, 0)).toBe(600_000)
  })
})
