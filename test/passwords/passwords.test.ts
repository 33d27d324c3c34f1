import { describe, expect, test } from 'vitest'
import { utf8 } from '../../src/core/crypto.ts'
import { hashPassword, verifyPassword } from '../../src/core/passwords/hash.ts'
import { MOST_ITERATIONS_A_CALL } from '../../src/core/passwords/pbkdf2.ts'
import { commonDigest, passwordFlaw } from '../../src/core/passwords/policy.ts'
import { derive } from '../../src/core/passwords/schemes/own.ts'
import { commonPasswords } from '../../src/db/schema.ts'
import commonList from '../vectors/common-passwords-min8.txt'
import { vectors } from '../vectors/pbkdf2-sha256.json'
import { harness } from '../world/harness.ts'
import { productionCrypto } from '../world/instruments.ts'

const cheap = { iterations: 10, rounds: 1 }
const production = { iterations: 100_000, rounds: 6 }
const owner = { username: 'Busking123', email: 'Singer@example.com' }
const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

describe('PBKDF2-HMAC-SHA-256', () => {
  const derived = (vector: (typeof vectors)[number]) =>
    derive(
      crypto,
      vector.password,
      utf8(vector.salt),
      { iterations: vector.iterations, rounds: 1 },
      vector.dkLen,
    )
  const isDecomposed = ({ password }: { password: string }) => password !== password.normalize('NFC')
  const possible = vectors.filter(({ iterations }) => iterations <= MOST_ITERATIONS_A_CALL)

  test.for(possible.filter((vector) => !isDecomposed(vector)))(
    'one round answers "$source" ($iterations)',
    async (vector) => {
      expect(hex(await derived(vector))).toBe(vector.dkHex)
    },
  )

  test('a password in NFD is the same as in NFC', async () => {
    const decomposed = vectors.find(isDecomposed)
    const composed = vectors.find(({ password }) => password === decomposed?.password.normalize('NFC'))
    if (!decomposed || !composed) throw new Error('the vectors lack the pair')

    expect(hex(await derived(decomposed))).toBe(composed.dkHex)
  })

  test('a call above 100,000 iterations is refused before WebCrypto hears of it', async () => {
    const tooMuch = vectors.find(({ iterations }) => iterations === 600_000)
    const { crypto, calls } = productionCrypto()
    const cost = { iterations: tooMuch?.iterations ?? 0, rounds: 1 }

    await expect(derive(crypto, 'a', utf8('b'), cost)).rejects.toThrow(
      'too many PBKDF2 iterations for one call',
    )
    expect(calls).toEqual([])
  })

  test("600,000 iterations are six calls of 100,000, each one's output the next one's password", async () => {
    const { crypto, calls } = productionCrypto()
    const result = await derive(crypto, 'correct horse battery staple', utf8('0123456789abcdef'), production)

    expect(calls).toEqual(Array(6).fill(100_000))
    // Python: for _ in range(6): d = hashlib.pbkdf2_hmac('sha256', d, b'0123456789abcdef', 100000, 32)
    expect(hex(result)).toBe('54f46836b8c98c48c855cc058782de9396f2138cba3cfd52a5b7f42aaf76f80d')
  })
})

describe('a stored hash', () => {
  const PHC = /^\$pbkdf2-sha256\$i=10(,r=\d+)?\$[\w-]{43}\$[\w-]{43}$/
  const matches = async (password: string, stored: string | null) =>
    (await verifyPassword(crypto, password, stored, cheap)).matches

  test('names its rounds, but for a single one, which is the standard form', async () => {
    const [one, three] = await Promise.all([
      hashPassword(crypto, 'moonlight sonata', cheap),
      hashPassword(crypto, 'moonlight sonata', { iterations: 10, rounds: 3 }),
    ])

    expect(PHC.exec(one)?.[1]).toBeUndefined()
    expect(PHC.exec(three)?.[1]).toBe(',r=3')
  })

  test.for([1, 3])('of %i rounds verifies its own password and no other', async (rounds) => {
    const cost = { iterations: 10, rounds }
    const stored = await hashPassword(crypto, 'moonlight sonata', cost)

    expect(await verifyPassword(crypto, 'moonlight sonata', stored, cost)).toEqual({
      matches: true,
      outdated: false,
    })
    expect(await verifyPassword(crypto, 'moonlight Sonata', stored, cost)).toEqual({
      matches: false,
      outdated: false,
    })
  })

  test('has a salt of its own', async () => {
    expect(await hashPassword(crypto, 'moonlight sonata', cheap)).not.toBe(
      await hashPassword(crypto, 'moonlight sonata', cheap),
    )
  })

  test('of production cost is six bounded calls to make and six to verify', async () => {
    const { crypto, calls } = productionCrypto()
    const stored = await hashPassword(crypto, 'moonlight sonata', production)

    expect(stored).toMatch(/^\$pbkdf2-sha256\$i=100000,r=6\$/)
    expect(await verifyPassword(crypto, 'moonlight sonata', stored, production)).toEqual({
      matches: true,
      outdated: false,
    })
    expect(calls).toEqual(Array(12).fill(100_000))
  })

  test.for([
    { iterations: 7, rounds: 1 },
    { iterations: 10, rounds: 2 },
    { iterations: 20, rounds: 1 },
  ])('of another cost ($iterations × $rounds) verifies and is outdated', async (other) => {
    const stored = await hashPassword(crypto, 'moonlight sonata', other)

    expect(await verifyPassword(crypto, 'moonlight sonata', stored, cheap)).toEqual({
      matches: true,
      outdated: true,
    })
    expect(await matches('moonlight Sonata', stored)).toBe(false)
  })

  const salt = 'MDEyMzQ1Njc4OWFiY2RlZg'
  const hash = 'A'.repeat(43)
  test.for([
    ['a billion iterations', `$pbkdf2-sha256$i=1000000000$${salt}$${hash}`],
    ['more than an imported one may have', `$pbkdf2-sha256$i=2000001$${salt}$${hash}`],
    ['twenty-one rounds', `$pbkdf2-sha256$i=1000,r=21$${salt}$${hash}`],
    ['no iterations', `$pbkdf2-sha256$i=0$${salt}$${hash}`],
    ['no rounds', `$pbkdf2-sha256$i=10,r=0$${salt}$${hash}`],
    ['a negative cost', `$pbkdf2-sha256$i=-1$${salt}$${hash}`],
    ['a salt that is none', `$pbkdf2-sha256$i=10$!!!!!!!!!!!!$${hash}`],
    ['a hash cut short', `$pbkdf2-sha256$i=10$${salt}$${hash.slice(1)}`],
    ['bcrypt at cost 31', `$2b$31$${'a'.repeat(53)}`],
    ['bcrypt at cost 14', `$2b$14$${'a'.repeat(53)}`],
    ['bcrypt at cost 3', `$2b$03$${'a'.repeat(53)}`],
    ['bcrypt cut short', `$2b$05$${'a'.repeat(52)}`],
    ['an unknown scheme', '$6$rounds=1000$saltsalt$hash'],
    ['clear text', 'moonlight sonata'],
    ['nothing', ''],
    ['a NUL', '\0'],
  ])('with %s is no match, at the cost of one hash', async ([, stored]) => {
    const { crypto, calls } = productionCrypto()

    expect(await verifyPassword(crypto, 'moonlight sonata', stored ?? '', cheap)).toMatchObject({
      matches: false,
    })
    expect(calls).toEqual([10])
  })

  test.for([
    ['today’s cost', { iterations: 10, rounds: 6 }],
    ['another shape', { iterations: 20, rounds: 3 }],
    ['an older, lower cost', { iterations: 7, rounds: 1 }],
    ['nothing stored', null],
  ] as const)('of %s is refused for as many iterations as one of today’s', async ([, other]) => {
    const stored = other && (await hashPassword(crypto, 'moonlight sonata', other))
    const { crypto: watched, calls } = productionCrypto()

    await verifyPassword(watched, 'another password', stored, { iterations: 10, rounds: 6 })

    expect(calls.reduce((sum, iterations) => sum + iterations, 0)).toBe(60)
  })
})

describe('the policy', () => {
  test.for([
    ['7 code points', '가나다라마바사', 'too_short'],
    ['8 code points', '가나다라마바사아', null],
    ['7 emoji, which are 14 UTF-16 units', '🔑'.repeat(7), 'too_short'],
    ['8 emoji', '🔑'.repeat(8), null],
    ['8 letters in NFD that are 7 in NFC', 'cafe\u0301bar', 'too_short'],
    ['128 code points', '🔑'.repeat(128), null],
    ['129 code points', '🔑'.repeat(129), 'too_long'],
    ['129 characters in NFD that are 128 in NFC', `${'a'.repeat(127)}e\u0301`, null],
    ['8 spaces', ' '.repeat(8), null],
    ['no digit, capital or sign', 'onlysmalls', null],
    ['the username in other case', 'BUSKING123', 'same_as_identity'],
    ['the e-mail', 'singer@example.com', 'same_as_identity'],
    ['the service in Korean, too short besides', '문지기', 'too_short'],
    ['more than the username', 'busking1234', null],
  ] as const)('on %s', ([, password, flaw]) => {
    expect(passwordFlaw(password, owner, null)).toBe(flaw)
  })

  test("refuses the e-mail's own name", () => {
    expect(passwordFlaw('longsinger', { username: 'x', email: 'LongSinger@example.com' }, null)).toBe(
      'same_as_identity',
    )
  })

  test.for([
    ['as it is written', 'Busking 서울'],
    ['in other case', 'bUSKING 서울'],
    ['without its blank', 'busking서울'],
    ['in NFD', 'Busking 서울'.normalize('NFD')],
  ])('refuses the name that the operator gave the service, %s', async ([, password = '']) => {
    const h = await harness({ env: { BRAND_NAME: 'Busking 서울' } })
    const names = { username: 'sunny', email: 'sunny@example.com' }
    const refused = await h.post('/v1/accounts', { ...names, password })
    expect([refused.status, refused.body.reason]).toEqual([400, 'same_as_identity'])
    const taken = await h.post('/v1/accounts', { ...names, password: `${password}!` })
    expect(taken.status).toBe(202)
  })

  test('knows all of the 6,000 common passwords by digest', async () => {
    const { db } = await harness()
    const common = commonList.split('\n').filter(Boolean)
    const known = new Set((await db.select().from(commonPasswords)).map(({ digest }) => digest))
    const digests = await Promise.all(common.map((password) => commonDigest(crypto, password)))

    expect(common).toHaveLength(6000)
    expect(common.filter((_, at) => !known.has(digests[at] ?? ''))).toEqual([])
  })

  test('finds a common password in any case', async () => {
    expect(await commonDigest(crypto, 'PassWord')).toBe(await commonDigest(crypto, 'password'))
  })
})
