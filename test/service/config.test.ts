import { env } from 'cloudflare:workers'
import type { JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { newSigningKey } from '../../src/dev/signing-keys.ts'
import { signIns } from '../contracts/index.ts'
import { harness, PEOPLE } from '../world/harness.ts'

const { username, password } = PEOPLE.busking
const signIn = { login: username, password, use: 'token' }
const [privateKey, another] = JSON.parse(env.SIGNING_KEYS).keys
const { d: _, ...publicKey } = privateKey
const rsa = await newSigningKey('RS256')
const keys = (...all: object[]) => JSON.stringify({ keys: all })
const LONG = 'canary-x9-'.repeat(2)

const faults: Record<string, (string | undefined)[]> = {
  ISSUER: [
    ...[undefined, '', 'canary', 'ftp://canary.test'],
    ...['https://auth.test?canary', 'https://auth.test#canary', 'https://canary:canary@auth.test'],
  ],
  AUDIENCE: [undefined, '', 'canary', env.ISSUER],
  ALLOWED_ORIGINS: [
    ...['canary', 'https://app.test canary', 'https://app.test/', 'https://app.test/canary'],
    ...['https://App.test', 'https://app.test:443', 'https://canary@app.test', 'https://*.canary.test', '*'],
  ],
  MAIL_API_URL: [undefined, '', 'canary', 'file:///canary', 'https://canary:canary@mail.test/emails'],
  MAIL_FROM: [
    ...[undefined, '', 'canary', 'Canary <canary>', 'canary@auth.test, canary@auth.test'],
    ...['Canary <canary@auth.test', 'Canary\r\nBcc: <canary@auth.test>'],
  ],
  BRAND_NAME: [' canary', 'Canary\r\nBcc: canary', 'canary: canary', '<canary>', 'canary'.repeat(7)],
  PASSWORD_ROUNDS: [undefined, '', '0', '-1', '1.5', '21', 'canary'],
  PASSWORD_ITERATIONS: [undefined, '', '0', '-1', '100001', 'canary'],
  SSAFY_TOKEN_SECONDS: [undefined, '', '59', '86401', 'canary'],
  SSAFY_RESET_BY_NETWORK: ['', 'canary'],
  MOVIE_IN_CASE_CONCEAL: [undefined, '', 'canary'],
  SIGNING_KEYS: [
    undefined,
    '',
    'canary',
    '[]',
    keys(),
    keys(publicKey),
    keys({ ...publicKey, d: 'canary' }),
    keys({ ...privateKey, d: '+'.repeat(43) }),
    keys({ ...privateKey, x: 'é'.repeat(43) }),
    keys(privateKey, privateKey),
    keys({ ...privateKey, alg: 'EdDSA' }),
    keys({ ...privateKey, crv: 'P-384' }),
    keys({ ...another, alg: 'ES256' }),
    keys({ ...another, crv: 'Ed448' }),
    keys({ ...rsa, alg: 'PS256' }),
    keys({ ...rsa, n: rsa.n?.slice(0, 340) }),
    keys({ ...rsa, n: `Q${rsa.n?.slice(1)}` }),
    keys({ ...rsa, n: `AAAA${rsa.n?.slice(4)}` }),
    keys({ ...rsa, e: 'Aw' }),
    keys({ ...rsa, p: undefined }),
    keys({ kty: 'oct', kid: 'canary', k: 'A'.repeat(43) }),
  ],
  BUSKING_TOKEN_SECRET: [
    ...[
      'canary',
      ` ${LONG}${LONG}`,
      `${LONG}${LONG}\n`,
      `base64:${LONG}${LONG}`,
      'base64:canary+/',
      env.CODE_KEY,
    ],
  ],
  CODE_KEY: [undefined, '', LONG, 'a'.repeat(40), `change-me-${LONG}${LONG}`, `an-example-${LONG}${LONG}`],
  SEED_KEY: [undefined, '', LONG, '0'.repeat(40), `placeholder-${LONG}${LONG}`],
  ADMIN_TOKEN: [
    ...[undefined, '', LONG, 'x'.repeat(40), `password-${LONG}${LONG}`],
    ...['é', ' ', '!', '=', '\n'].map((sign) => `${LONG}${sign}${LONG}`),
    `${LONG}${LONG}\n`,
  ],
  MAIL_API_KEY: [undefined, '', 'canary', 'canary-canary\n', 'canary canary', 'canary-é-canary'],
  TRANSCENDENCE_APP_URL: [
    ...[
      'canary',
      '/canary',
      '//canary.test',
      'ftp://canary.test',
      'javascript:canary',
      'https://canary@app.test',
    ],
    ...[
      'https://app.test?canary',
      'https://app.test/#/canary',
      'https://app.test/canary//',
      'https://App.test',
    ],
    ...['https://app.test:443', 'https://app.test/a/../canary', 'https://app.test\\canary'],
  ],
  OAUTH_42_URL: ['canary', 'https://canary.test/path', 'https://canary@42.test', 'HTTP://canary.test'],
  OAUTH_42_ID: ['canary\n', ' canary', 'canáry'],
  OAUTH_42_SECRET: ['canary\n', ' canary', 'canáry'],
  LEGACY_BUSKING_URL: [
    ...[
      'canary',
      'http://canary.test',
      'ftp://canary.test',
      'https://canary.test/path',
      'https://canary.test?canary',
    ],
    ...['https://canary:canary@old.test', 'https://Canary.test', 'http://127.0.0.1.canary.test'],
    ...['javascript:canary', env.ISSUER, `${env.ISSUER}/`],
  ],
  LEGACY_BUSKING_MODE: ['', 'canary', 'OPEN'],
  LEGACY_BUSKING_UNTIL: ['canary', '2026-07-01', '2026-07-01T00:00:00', '1783036800'],
  LEGACY_SSAFY_UNTIL: ['2026-02-30T00:00:00Z', '2026-07-01T24:00:00Z', '2026-13-01T00:00:00Z'],
  LEGACY_FORWARDS_A_MINUTE: ['', '0', '-1', '1.5', 'canary'],
  FIREBASE_SIGNER_KEY: ['canary', 'canary canary', `${LONG}canary-no-base64!`],
  FIREBASE_SALT_SEPARATOR: ['canary!', 'c'],
}

const cases = Object.entries(faults).flatMap(([name, values]) => values.map((value) => ({ name, value })))

test.for(cases)(
  '$name=$value stops every request and is named in the log, not quoted',
  async ({ name, value }) => {
    const h = await harness({ env: { [name]: value } })
    for (const _ of [1, 2]) {
      const reply = await h.post('/v1/sessions', signIn)
      expect(reply.status).toBe(503)
      expect(reply.text).not.toContain(name)
    }

    const failures = h.log.filter(({ event }) => event === 'unexpected_failure')
    expect(failures).toHaveLength(2)
    for (const { error } of failures) {
      expect(error).toMatchObject({
        name: 'ConfigError',
        message: expect.stringMatching(new RegExp(`^configuration refused: (${name}: [^;]+(; |$))+$`)),
      })
    }
    const log = JSON.stringify(h.log)
    expect(log).not.toContain('canary')
    for (const secret of [env.CODE_KEY, env.SEED_KEY, env.ADMIN_TOKEN, env.MAIL_API_KEY, publicKey.x]) {
      expect(log).not.toContain(secret)
    }
  },
)

test.for([
  { ISSUER: 'https://auth.test/' },
  { ISSUER: 'https://example.test/auth' },
  { ALLOWED_ORIGINS: '' },
  { ALLOWED_ORIGINS: ' http://localhost:3000\nhttps://app.test:8443 ' },
  { BUSKING_APP_URL: 'http://localhost:3000', SSAFY_APP_URL: 'https://team.test/ssafy/' },
  { MAIL_FROM: 'no-reply@auth.test' },
  { MAIL_FROM: '문지기 <no-reply@auth.test>' },
  { ADMIN_TOKEN: `${LONG}._~+/${LONG}==` },
  { OAUTH_42_URL: '', OAUTH_42_ID: '', OAUTH_42_SECRET: 'a lingering one' },
  { OAUTH_42_URL: 'http://localhost:9042/' },
  { LEGACY_BUSKING_URL: 'https://old.test/', LEGACY_BUSKING_UNTIL: '2026-07-01T00:00:00+09:00' },
  { LEGACY_BUSKING_URL: 'http://localhost:9042', LEGACY_BUSKING_MODE: 'open' },
  { LEGACY_BUSKING_URL: 'http://127.0.0.1:9042', LEGACY_SSAFY_URL: 'http://[::1]:9042' },
  {
    SSAFY_TOKEN_SECRET: '',
    BUSKING_TOKEN_SECRET: '비밀'.repeat(6),
    GATEWAY_TOKEN_SECRET: `base64:${btoa(LONG + LONG)}`,
  },
  { SIGNING_KEYS: keys({ ...another, alg: 'Ed25519', use: 'sig' }, rsa) },
] satisfies Record<string, string>[])('%j serves', async (given) => {
  const h = await harness({ env: given })
  await h.person(PEOPLE.busking)

  expect((await h.post('/v1/sessions', signIn)).status).toBe(201)
  const opened = await h.request('GET', '/admin/accounts', { bearer: h.env().ADMIN_TOKEN })
  expect(opened.status).toBe(200)
})

const stranger = await newSigningKey('ES256')
const otherRsa = await newSigningKey('RS256')

test.for<[string, JWK, (string | undefined)[]]>([
  ['P-256 of two halves that are no pair', { ...privateKey, d: stranger.d }, [privateKey.x, stranger.d]],
  ['P-256 whose point is on no curve', { ...privateKey, y: stranger.y }, [privateKey.x, stranger.y]],
  ['Ed25519 of two halves that are no pair', { ...another, d: privateKey.d }, [another.x, privateKey.d]],
  ['RSA of two halves that are no pair', { ...otherRsa, n: rsa.n }, [rsa.n, otherRsa.d]],
])('a signing key of %s is refused at the first token', async ([, key, halves]) => {
  const h = await harness({ env: { SIGNING_KEYS: keys(key) } })
  await h.person(PEOPLE.busking)
  expect((await h.post('/v1/sessions', signIn)).status).toBe(503)

  const log = JSON.stringify(h.log)
  expect(log).toContain('SIGNING_KEYS: ')
  for (const half of halves) expect(log).not.toContain(half)
})

test('all that is wrong is named at once', async () => {
  const h = await harness({ env: { CODE_KEY: 'short', MAIL_FROM: '', PASSWORD_ROUNDS: 'six' } })
  await h.post('/v1/sessions', signIn)

  const log = JSON.stringify(h.log)
  for (const name of ['CODE_KEY', 'MAIL_FROM', 'PASSWORD_ROUNDS']) expect(log).toContain(`${name}: `)
})

test('no two contracts have one secret for their tokens, however it is written', async () => {
  const [text, inBase64] = [LONG + LONG, `base64:${btoa(LONG + LONG)}`]
  const h = await harness({
    env: { SSAFY_TOKEN_SECRET: text, GATEWAY_TOKEN_SECRET: inBase64 } as Partial<Env>,
  })
  expect((await h.post('/v1/sessions', signIn)).status).toBe(503)

  const log = JSON.stringify(h.log)
  for (const name of ['SSAFY', 'GATEWAY']) {
    expect(log).toContain(`${name}_TOKEN_SECRET: is the same as another secret`)
  }
})

test('what was mended serves', async () => {
  const h = await harness({ env: { CODE_KEY: 'short' } })
  await h.person(PEOPLE.busking)
  expect((await h.post('/v1/sessions', signIn)).status).toBe(503)
  h.setEnv({ CODE_KEY: env.CODE_KEY })

  expect((await h.post('/v1/sessions', signIn)).status).toBe(201)
})

describe('a contract answers a faulty configuration as by any outage', () => {
  const wrong = { env: { CODE_KEY: 'short' } }
  const origins = [{}, { Origin: 'https://app.test' }]

  test.for(Object.entries(signIns))('%s', async ([, { path, credentials, fails }]) => {
    const h = await harness(wrong)
    for (const headers of origins) {
      const reply = await h.post(path, credentials(PEOPLE.pong), headers)

      expect({ status: reply.status, body: reply.body }).toEqual(fails)
      expect(reply.headers.get('Cache-Control')).toBe('no-store')
    }
  })
})

test.for([
  ['/.well-known/jwks.json', 503],
  ['/health', 503],
] as const)('%s answers %i, and names nothing', async ([path, status]) => {
  const h = await harness({ env: { SIGNING_KEYS: 'canary' } })
  const reply = await h.request('GET', path)

  expect([reply.status, reply.body.status]).toEqual([status, status])
  expect(reply.text).not.toMatch(/SIGNING_KEYS|canary/)
})
