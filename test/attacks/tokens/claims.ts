import { beforeAll, describe, expect, test } from 'vitest'
import { CHECKS } from '../../walks/access.ts'
import {
  ALGORITHMS,
  type Claims,
  GATEWAY,
  type Genuine,
  genuine,
  isRefused,
  knock,
  opened,
  signed,
  TOKEN_DOORS,
} from '../forged.ts'

type Changed = (now: number, claims: Claims) => Claims

let g: Genuine
beforeAll(async () => {
  g = await genuine()
})

const changed =
  (change: Changed) =>
  ({ h, first, header, claims }: Genuine) =>
    signed(first, header, { ...claims, ...change(h.clock.now / 1000, claims) })

const FOR_OTHERS: Record<string, Changed> = {
  'another audience': () => ({ aud: 'https://other.test' }),
  'the audience of restricted tokens': () => ({ aud: 'https://auth.test' }),
  'two audiences': () => ({ aud: ['https://api.test', 'https://auth.test'] }),
  'its audience in a list': () => ({ aud: ['https://api.test'] }),
  'an audience in capitals': () => ({ aud: 'HTTPS://API.TEST' }),
  'no audience': () => ({ aud: undefined }),
  'an audience that is null': () => ({ aud: null }),
  'another issuer': () => ({ iss: 'https://auth.test.attacker.test' }),
  'the issuer with a slash': () => ({ iss: 'https://auth.test/' }),
  'the issuer in a list': () => ({ iss: ['https://auth.test'] }),
  'no issuer': () => ({ iss: undefined }),
  'a pending state': () => ({ state: 'pending' }),
  'a restricted state': () => ({ state: 'restricted' }),
  'no state': () => ({ state: undefined }),
}

describe.each(ALGORITHMS)('28: of %s', (alg) => {
  test.for(Object.entries(FOR_OTHERS))('28: a signed token with %s opens nothing', async ([, change]) =>
    isRefused(await genuine(alg), changed(change)),
  )
})

const MALFORMED: Record<string, Changed> = {
  'an end as text': (now) => ({ exp: String(now + 60) }),
  'an end beyond time': () => ({ exp: 1e15 }),
  'an end that is null': () => ({ exp: null }),
  'an end that is true': () => ({ exp: true }),
  'an end in a list': (now) => ({ exp: [now + 60] }),
  'no end': () => ({ exp: undefined }),
  'a beginning to come': (now) => ({ nbf: now + 60 }),
  'a beginning as text': () => ({ nbf: '0' }),
  'no time of issue': () => ({ iat: undefined }),
  'a time of issue as text': (now) => ({ iat: String(now) }),
  'a subject that is a number': () => ({ sub: 1 }),
  'a subject that is a list': () => ({ sub: ['1'] }),
  'a subject that is no id': () => ({ sub: 'busking123' }),
  'a subject in hex': () => ({ sub: '0x1' }),
  'an empty subject': () => ({ sub: '' }),
  'no subject': () => ({ sub: undefined }),
  'no session': () => ({ sid: undefined }),
  'a session that is a list': (_, { sid }) => ({ sid: [sid] }),
  'no contract': () => ({ contract: undefined }),
  'a contract that is an object': () => ({ contract: {} }),
}

test.for(Object.entries(MALFORMED))('29: a signed token with %s opens nothing', ([, change]) =>
  isRefused(g, changed(change)),
)

test('29: a signed token whose end is infinite opens nothing', () =>
  isRefused(g, ({ first, header, claims }) =>
    signed(first, header, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e400')),
  ))

test.for([
  ['its end now', (now) => ({ exp: now })],
  ['a negative end', () => ({ exp: -1 })],
  ['an end in fractions of now', (now) => ({ exp: now - 0.5 })],
] as [string, Changed][])(
  '29: a signed token with %s opens nothing; the gateway takes it beside its refresh token',
  async ([, change]) => {
    const token = await changed(change)(g)
    const others = TOKEN_DOORS.filter((door) => door !== GATEWAY)
    expect(await opened(g, `Bearer ${token}`, others)).toEqual([])
    const other = await genuine()
    expect((await knock(other, GATEWAY, `Bearer ${await changed(change)(other)}`)).status).toBe(200)
    g = await genuine()
  },
)

test('29: a token is dead after its 30 minutes', async () => {
  const { h, token } = g
  const answers = ['/v1/me', '/v1/sessions/current'].map(
    (path) => async () => (await h.request('GET', path, { bearer: token })).status,
  )
  h.clock.pass(30 * 60_000 - 1)
  expect(await Promise.all(answers.map((ask) => ask()))).toEqual([200, 200])
  h.clock.pass(1)
  expect(await Promise.all(answers.map((ask) => ask()))).toEqual([401, 401])
  g = await genuine()
})

test('29: a signed token of another account or session opens nothing where D1 is asked', async () => {
  const asking = TOKEN_DOORS.filter((door) => !CHECKS.includes(door))
  const changes: Claims[] = [{ sub: '2' }, { sub: '999999999999999' }, { sid: 'A'.repeat(22) }, { sid: '' }]
  for (const change of changes) {
    const token = await signed(g.first, g.header, { ...g.claims, ...change })
    // The gateway asks whose session the token is, and its session says whose account.
    const doors = 'sub' in change ? asking.filter((door) => door !== GATEWAY) : asking
    expect(await opened(g, `Bearer ${token}`, doors)).toEqual([])
  }
})

describe('29: an Authorization header', () => {
  const twice = (token: string) => {
    const headers = new Headers({ Authorization: `Bearer ${token}` })
    headers.append('Authorization', `Bearer ${token}`)
    return headers.get('Authorization') ?? ''
  }

  test.for<[string, (token: string) => string]>([
    ['that is empty', () => ''],
    ['without a token', () => 'Bearer'],
    ['with a blank for a token', () => 'Bearer '],
    ['that is no UTF-8 when it is unescaped', () => 'Bearer %ff'],
    ['in small letters with two blanks', () => 'bearer  x'],
    ['with two tokens', () => 'Bearer a b'],
    ['that came twice', twice],
    ['that came twice, the second made up', (token) => `Bearer ${token}, Bearer x`],
    ['of the word null', () => 'Bearer null'],
    ['of the word undefined', () => 'Bearer undefined'],
    ['of another scheme', () => 'Basic x'],
    ['of another scheme with good base64', () => 'Basic YTpi'],
    ['of another scheme with the token', (token) => `Basic ${token}`],
    ['of a scheme that nobody knows', (token) => `Token ${token}`],
    ['that is the token alone', (token) => token],
    ['with a tab', (token) => `Bearer\t${token}`],
    ['with the token in quotes', (token) => `Bearer "${token}"`],
    ['with a parameter', (token) => `Bearer token=${token}`],
    ['of 8 kB of dots', () => `Bearer ${'.'.repeat(8192)}`],
    ['of 8 kB of letters', () => `Bearer ${'a'.repeat(8192)}`],
    ['of a thousand schemes', () => `${'Bearer '.repeat(1000)}x`],
  ])('29: %s opens nothing and is no failure', async ([, header]) => {
    const inHeader = TOKEN_DOORS.filter((door) => !door.includes('challenge'))
    expect(await opened(g, header(g.token), inHeader)).toEqual([])
  })

  test.for(['Bearer', 'bearer', 'BEARER', 'Bearer  '])('29: %j names the scheme', async (scheme) => {
    const headers = { Authorization: `${scheme} ${g.token}` }
    expect((await g.h.request('GET', '/v1/me', { headers })).status).toBe(200)
  })
})

test.for([undefined, '', '{"keys":[]}', 'null'])(
  '29: with %j for signing keys every door fails in its contract’s words, and none opens',
  async (keys) => {
    const { h, token } = await genuine()
    h.setEnv({ SIGNING_KEYS: keys } as Partial<Env>)
    const replies = await Promise.all(
      TOKEN_DOORS.map((door) => knock({ ...g, h, token: '' }, door, `Bearer ${token}`)),
    )
    // The contracts have 500 for it.
    const expected = TOKEN_DOORS.map((door) => (door.includes(' /api/') ? 500 : 503))
    expect(replies.map(({ status }) => status)).toEqual(expected)
    expect(replies.filter(({ text }) => /SIGNING_KEYS|eyJ/.test(text))).toEqual([])
    g = await genuine()
  },
)
