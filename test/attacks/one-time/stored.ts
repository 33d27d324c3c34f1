import { describe, expect, test, vi } from 'vitest'
import { randomCode } from '../../../src/core/storage/codes.ts'
import { totp } from '../../../src/db/schema.ts'
import { askForReset, checkCode, registered, SUNNY } from '../../acts/native.ts'
import { appCode, confirm, enrol, finish } from '../../acts/second-factor.ts'
import { challengeOf, jarOf, signInByCookie, signInByToken } from '../../acts/sign-in.ts'
import { doors } from '../../contracts/index.ts'
import type { Door } from '../../contracts/table.ts'
import { codeFlows } from '../../flows/code.ts'
import { expectProblem } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'
import { browser } from '../../world/providers.ts'
import { everythingStored } from '../../world/storage.ts'

/** All but `0O1lI`. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const { busking, ssafy, pong } = PEOPLE

/** Every secret that the service gives out, or is shown; and what was stored while each of them was good. */
async function everySecret(h: Harness) {
  for (const who of [busking, ssafy, pong]) await h.person(who)
  const known = jarOf(await h.post('/api/auth/login', { ...busking }))
  const first = await signInByToken(h)
  const child = (await h.post('/v1/tokens/refresh', { refresh_token: first.refresh })).body
  const cookies = await signInByCookie(h)
  const pending = await h.post('/v1/sessions', {
    login: pong.username,
    password: pong.password,
    use: 'token',
  })
  const { secret } = (await enrol(h, cookies)).body
  const { recovery_codes } = (await confirm(h, cookies, appCode(h, secret))).body
  const address = { email: 'elsewhere@example.com', password: busking.password }
  await h.request('POST', '/v1/me/email', { cookies, body: address })
  await registered(h)
  const visitor = browser(h)
  const state = new URL(await visitor.depart('/v1/oauth/google'), 'https://auth.test').searchParams.get(
    'state',
  )
  await askForReset(h, ssafy.username)
  const resetCode = await h.mail.code(ssafy.email)
  const before = await everythingStored()
  const proof = (await checkCode(h, ssafy.username, resetCode)).body.reset_token

  const [oldSecret, newSecret] = [first.refresh, child.refresh_token].map((token) => token.split('.')[2])
  const people = [busking, ssafy, pong, SUNNY].map((who) => [who.username, who.password])
  /** What could be found by trying, if it was only hashed. */
  const short = {
    ...{
      resetCode,
      addressCode: await h.mail.code(address.email),
      signUpCode: await h.mail.code(SUNNY.email),
    },
    ...{ imported: pong.seed, enrolled: secret, ...Object.fromEntries(people) },
    ...Object.fromEntries(recovery_codes.map((code: string, at: number) => [`recovery code ${at}`, code])),
  }
  const long = {
    ...{ oldSecret, newSecret, access: first.access, newAccess: child.access_token, state },
    ...{ proof: proof.split('.')[1], challenge: challengeOf(pending), cookie: Object.values(cookies)[0] },
    ...{ device: Object.values(known)[0]?.split('.')[4], departure: Object.values(visitor.jar)[0] },
  }
  return { short, long, stored: before + (await everythingStored()) }
}

/** The text in the forms in which it could be stored without a key. */
async function forms(text: string): Promise<string[]> {
  const bytes = Buffer.from(text)
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
  const written = [bytes, hash].flatMap((one) => [
    one.toString('hex'),
    one.toString('base64').replaceAll('=', ''),
    one.toString('base64url'),
  ])
  return [text, text.replaceAll('-', ''), ...written]
}

test('18: neither storage nor the log holds a secret in the clear, and a short one not hashed without a key either', async () => {
  const random = vi.spyOn(Math, 'random')
  const h = await harness()
  const { short, long, stored } = await everySecret(h)
  expect(random).not.toHaveBeenCalled()
  random.mockRestore()

  const held = ['"code:', '"session:', '"registration:', pong.email, '"state_hash":', '"child_salt":{']
  expect(held.filter((text) => !stored.includes(text))).toEqual([])
  const log = JSON.stringify(h.log)
  for (const [name, secret] of Object.entries<string>({ ...short, ...long })) {
    expect(secret, name).toEqual(expect.stringMatching(/^.{8,}$/))
    const written = name in short ? await forms(secret) : [secret]
    expect([log.includes(secret), written.filter((form) => stored.includes(form))], name).toEqual([false, []])
  }
})

const otherKey = () => crypto.randomUUID() + crypto.randomUUID()

describe.each(Object.entries(codeFlows))('18: the code of a %s', (_, { passes, wait }) => {
  test('18: is stored under a key: with another it is wrong, with its own it is right', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    const code = await ask()
    const { CODE_KEY } = h.env()
    h.setEnv({ CODE_KEY: otherKey() })
    const { status } = await give(code)
    h.setEnv({ CODE_KEY })

    expect(status).toBe(401)
    expect((await give(code)).status).toBe(passes)
  })
})

test('18: a seed is sealed under a key and to its account: moved to another it proves nothing', async () => {
  const h = await harness()
  await h.person(pong)
  await h.person({ ...ssafy, seed: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU' })
  const door = doors.busking as Door
  const rows = await h.db.select().from(totp)
  await h.db.update(totp).set({ seed: rows[0]?.seed ?? '' })
  const asked = await h.post(door.path, door.credentials(ssafy))

  const moved = await finish(h, door, asked, appCode(h, pong.seed))
  expectProblem(moved, 500, 'internal_error')
  const { SEED_KEY } = h.env()
  h.setEnv({ SEED_KEY: otherKey() })
  const own = await h.post(door.path, door.credentials(pong))
  expectProblem(await finish(h, door, own, appCode(h, pong.seed)), 500, 'internal_error')
  h.setEnv({ SEED_KEY })
  expect((await finish(h, door, own, appCode(h, pong.seed))).status).toBe(200)
})

describe('18: a random code', () => {
  test('18: is letters and digits, none that looks like another, all as likely as each other', () => {
    const counts = new Map<string, number>()
    for (const _ of range(10_000)) {
      const one = randomCode(crypto, 8)
      expect(one).toMatch(/^[A-HJ-NP-Za-km-z2-9]{8}$/)
      for (const letter of one) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    const expected = 80_000 / ALPHABET.length
    const chiSquare = [...ALPHABET].reduce(
      (sum, letter) => sum + ((counts.get(letter) ?? 0) - expected) ** 2 / expected,
      0,
    )

    // 56 degrees of freedom: chance passes 150 less than once in 10⁹ runs; a byte modulo 57 gives about 1,050.
    expect(chiSquare).toBeLessThan(150)
  })

  test('18: takes each letter from as many bytes as any other', () => {
    let next = 0
    const counting = {
      getRandomValues: (bytes: Uint8Array) => bytes.map(() => 0).fill(next++ % 256),
    } as unknown as Crypto
    const letters = range(57)
      .map(() => randomCode(counting, 8))
      .join('')

    // 57 codes use 456 fair bytes: two rounds of the 228 that are fair, each letter eight times.
    expect([...ALPHABET].map((letter) => letters.split(letter).length - 1)).toEqual(Array(57).fill(8))
  })
})
