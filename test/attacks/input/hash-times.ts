import { describe, expect, test } from 'vitest'
import { verifyPassword } from '../../../src/core/passwords/hash.ts'
import { firebase } from '../../vectors/imported-hashes.json'
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
      'PBKDF2 of SHA-512, whose 10,000 take as long as 32,000',
      `$pbkdf2-sha512$i=10000$${salt}$${hash}`,
      578_000,
    ],
    ['bcrypt at cost 8, a quarter of it', `$2b$08$${bcrypt}`, 458_688],
    ['scrypt of 2^12 × 8, less than a fifth', `$scrypt$ln=12,r=8,p=1$${salt}$${hash}`, 547_571],
    [
      'argon2id of one pass over 8 MiB, nearly half',
      `$argon2id$v=19$m=8192,t=1,p=1$${salt}$${hash}`,
      346_048,
    ],
    ['WordPress’s phpass, a sixth', `$P$B${'a'.repeat(30)}`, 507_430],
    ['crypt(3) by SHA-512 of 5,000 rounds', `$6$saltsalt$${hash}${hash}`, 511_500],
    ['ASP.NET Identity 2, whose 1,000 count twice', `AAABAgMEBQYHCAkKCwwNDg8${'A'.repeat(43)}==`, 599_000],
    ['Firebase’s scrypt, a third of it', `$firebase-scrypt$m=14,r=8$${salt}$${firebase.signerKey}`, 390_285],
    ['a digest that was wrapped', `$wrapped-md5$pbkdf2-sha256$i=100000,r=6$${salt}$${hash}`, 600_000],
    ['Better Auth’s scrypt, two thirds of it', `${'a'.repeat(32)}:${'a'.repeat(128)}`, 180_570],
    ['bcrypt at cost 10, nearly all of it', `$2b$10$${bcrypt}`, 34_752],
    ['scrypt of 2^16 × 8, which takes longer', `$scrypt$ln=16,r=8,p=1$${salt}$${hash}`, 0],
  ] as const)('43: %s', async ([, stored, iterations]) => {
    const { crypto, calls } = productionCrypto()

    expect(await verifyPassword(crypto, 'moonlight sonata', stored, production, firebase)).toMatchObject({
      matches: false,
    })
    expect(calls.reduce((sum, call) => sum + call, 0)).toBe(iterations)
  })

  test.for([
    ['crypt(3)', `$5$saltsalt$${hash}`, 'x'.repeat(300), 208_500],
    ['crypt(3), and for one longer than it takes', `$5$saltsalt$${hash}`, 'x'.repeat(513), 600_000],
    ['phpass', `$H$B${'a'.repeat(30)}`, 'x'.repeat(300), 232_998],
    [
      'WordPress’s, with a quote in it, which may be stored in two ways',
      `$P$B${'a'.repeat(30)}`,
      "it's",
      414_861,
    ],
  ] as const)(
    '43: a long password counts as what it costs with %s',
    async ([, stored, password, iterations]) => {
      const { crypto, calls } = productionCrypto()

      await verifyPassword(crypto, password, stored, production)
      expect(calls.reduce((sum, call) => sum + call, 0)).toBe(iterations)
    },
  )

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
