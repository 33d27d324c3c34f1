import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { hashPassword, verifyPassword } from '../../../src/core/passwords/hash.ts'
import { readHash } from '../../../src/core/passwords/schemes/index.ts'
import { isScheme } from '../../../src/core/passwords/schemes/scheme.ts'
import { accounts } from '../../../src/db/schema.ts'
import { doors } from '../../contracts/index.ts'
import { firebase, vectors } from '../../vectors/imported-hashes.json'
import { type Harness, harness, type Reply } from '../../world/harness.ts'
import { productionCrypto, serviceWith, watchedD1 } from '../../world/instruments.ts'

const cheap = { iterations: 10, rounds: 1 }
/** The others take seconds each; npm run bench:import signs in with them. */
const quick = vectors.filter(({ slow }) => !slow)
const FIREBASE: Record<string, string> = {
  FIREBASE_SIGNER_KEY: firebase.signerKey,
  FIREBASE_SALT_SEPARATOR: firebase.saltSeparator,
}
const TODAY = /^\$pbkdf2-sha256\$i=10\$[\w-]{43}\$[\w-]{43}$/

async function hashOf({ db }: Harness, id = 1) {
  const [row] = await db.select({ hash: accounts.passwordHash }).from(accounts).where(eq(accounts.id, id))
  return row?.hash
}

describe('43: an imported hash', () => {
  let h: Harness
  beforeAll(async () => {
    h = await harness({ env: FIREBASE })
  })

  test.for(quick.map((vector, index) => ({ ...vector, username: `import${index}` })))(
    '43: ($scheme) refuses a wrong password, signs in once by the right one, and is replaced',
    async ({ username, password, hash }) => {
      const { crypto, calls } = productionCrypto()
      const service = serviceWith(h, crypto)
      const signIn = (given: string) =>
        service.post('/v1/sessions', { login: username, password: given, use: 'token' })
      const email = `${username}@example.com`
      const id = await h.person({ username, email, password, nickname: username, passwordHash: hash })

      expect(await signIn(`${password}!`)).toBe(401)
      expect(await hashOf(h, id)).toBe(hash)

      expect(await signIn(password)).toBe(201)
      const upgraded = await hashOf(h, id)
      expect(upgraded).toMatch(TODAY)
      calls.length = 0
      expect(await signIn(password)).toBe(201)
      expect(calls).toEqual([10])
      expect(await hashOf(h, id)).toBe(upgraded)
    },
  )
})

/** Their cost is fixed, so there are no cheap ones. */
const SPRING = vectors.filter(({ scheme }) => scheme.startsWith('Spring {pbkdf2'))

test.for(SPRING)('43: $scheme is verified at its own cost', async ({ password, hash }) => {
  const { crypto } = productionCrypto()

  expect(await verifyPassword(crypto, password, hash, cheap)).toEqual({ matches: true, outdated: true })
})

test('43: a right password on a hash that was damaged is a wrong password, never a failure', async () => {
  const h = await harness({ env: FIREBASE })
  const isCheap = ({ hash, password }: (typeof quick)[number]) => {
    const reading = readHash(hash, firebase)
    return reading !== null && isScheme(reading) && reading.iterations(password) < 400_000
  }
  const damaged = quick.filter(isCheap).flatMap(({ password, hash }) => [
    { password, passwordHash: hash.slice(0, -3) },
    { password, passwordHash: `${hash}$` },
    { password, passwordHash: hash.replace(/.(?=[^$]{20}$)/, (letter) => (letter === 'A' ? 'B' : 'A')) },
  ])
  const replies = damaged.map(async ({ password, passwordHash }, index) => {
    const username = `damaged${index}`
    await h.person({ username, email: `${username}@example.com`, nickname: '가수', password, passwordHash })
    const headers = { 'CF-Connecting-IP': `198.51.${index >> 8}.${index & 255}` }
    return (await h.post('/v1/sessions', { login: username, password, use: 'token' }, headers)).status
  })

  expect(damaged.length).toBeGreaterThan(150)
  expect(new Set(await Promise.all(replies))).toEqual(new Set([401]))
})

const person = (password: string, passwordHash: string) => ({
  username: 'singer',
  email: 'singer@example.com',
  nickname: '가수',
  password,
  passwordHash,
})

/** Whoever is signed in gets a cookie or a token, and is known by this browser. */
const isSignedIn = ({ cookies }: Reply) => '__Host-munjigi_device' in cookies

const signIn = async (h: Harness, password: string) =>
  (await h.post('/api/auth/login', { username: 'singer', password })).status

describe('43: a hash of other cost or scheme', () => {
  // crypt(3) of libxcrypt, for "bcrypt-password"
  const crypted = '05$abcdefghijklmnopqrstuuYSVNq5OH1ffSbUPwT.eNoIKtEmeOpUG'
  const today = new RegExp(`^\\$pbkdf2-sha256\\$i=${env.PASSWORD_ITERATIONS}\\$`)

  const cheaper = '$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$vMvxA8mxXn-z6VQRKiz8DLlo63NaXuFuJP3kA94cbZE'

  test.for([
    ['bcrypt $2a$', `$2a$${crypted}`],
    ['bcrypt $2b$', `$2b$${crypted}`],
    ['bcrypt $2y$', `$2y$${crypted}`],
    ['PBKDF2 of another cost', cheaper],
  ] as const)('43: imported as %s signs in and is upgraded once', async ([, hash]) => {
    const h = await harness()
    await h.person(person('', hash))

    expect(await signIn(h, 'bcrypt-password')).toBe(200)
    const upgraded = await hashOf(h)
    expect(upgraded).toMatch(today)
    expect(await signIn(h, 'bcrypt-password')).toBe(200)
    expect(await hashOf(h)).toBe(upgraded)
  })

  test.for([
    ['a cheaper hash', cheaper],
    ['bcrypt', `$2b$${crypted}`],
  ] as const)('43: is not upgraded by a wrong password on %s', async ([, hash]) => {
    const h = await harness()
    await h.person(person('', hash))

    expect(await signIn(h, 'bcrypt-passwore')).toBe(401)
    expect(await hashOf(h)).toBe(hash)
  })

  test('43: keeps its place, and the sign-in its success, when D1 fails at the upgrade', async () => {
    const h = await harness()
    await h.person(person('', `$2b$${crypted}`))
    h.setEnv({
      DB: watchedD1(env.DB, ([first]) => {
        if (first?.startsWith('update "accounts" set "password_hash"')) throw new Error('D1_ERROR: read-only')
      }),
    })

    expect(await signIn(h, 'bcrypt-password')).toBe(200)
    expect(await hashOf(h)).toBe(`$2b$${crypted}`)
    expect(h.log).toContainEqual(expect.objectContaining({ level: 'error', event: 'deferred_work_failed' }))
    h.setEnv({ DB: env.DB })
    expect(await signIn(h, 'bcrypt-password')).toBe(200)
    expect(await hashOf(h)).toMatch(today)
  })

  test('43: does not come back over a password that was changed meanwhile', async () => {
    const h = await harness()
    const id = await h.person(person('', `$2b$${crypted}`))
    h.setEnv({
      DB: watchedD1(env.DB, async ([first]) => {
        if (!first?.startsWith('update "accounts" set "password_hash"')) return
        await h.db
          .update(accounts)
          .set({ passwordHash: 'the newer one', epoch: 1 })
          .where(eq(accounts.id, id))
      }),
    })

    expect(await signIn(h, 'bcrypt-password')).toBe(200)
    expect(await hashOf(h)).toBe('the newer one')
  })

  test.for([
    ['absurd', '$pbkdf2-sha256$i=999999999,r=99$MDEyMzQ1Njc4OWFiY2RlZg$AAAA'],
    ['corrupt', '$pbkdf2-sha256$'],
    ['unknown', '$7$saltsalt$hash'],
  ] as const)('43: that is %s is a wrong password', async ([, hash]) => {
    const h = await harness()
    await h.person(person('', hash))

    expect(await signIn(h, 'bcrypt-password')).toBe(401)
  })

  test.each(Object.entries(doors))('43: is upgraded at the door of %s', async (_, { path, credentials }) => {
    const h = await harness()
    const who = {
      ...person('bcryptpassword', ''),
      passwordHash: await hashPassword(crypto, 'bcryptpassword', cheap),
    }
    h.setEnv({ PASSWORD_ITERATIONS: '11' })
    await h.person(who)
    const wrong = credentials({ ...who, password: 'bcryptpasswore' })

    expect(isSignedIn(await h.post(path, wrong))).toBe(false)
    expect(await hashOf(h)).toBe(who.passwordHash)
    expect(isSignedIn(await h.post(path, credentials(who)))).toBe(true)
    expect(await hashOf(h)).toMatch(/^\$pbkdf2-sha256\$i=11\$/)
  })
})
