import { describe, expect, inject, test } from 'vitest'
import { connectProvider } from '../../src/core/identities/connections.ts'
import { PROVIDERS as FACTS, providerNames } from '../../src/core/identities/providers.ts'
import type { Handshake } from '../../src/core/ports.ts'
import { ISSUER } from '../world/providers.ts'

const handshake: Handshake = {
  state: 'a-state',
  redirectUri: `${ISSUER}/callback`,
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  nonce: 'a-nonce',
}
const client = { id: 'an-id', secret: 'a-secret' }
const connect = (name: (typeof providerNames)[number], url = '') =>
  connectProvider(name, { ...client, url }, fetch)

const common = {
  response_type: 'code',
  client_id: 'an-id',
  redirect_uri: `${ISSUER}/callback`,
  state: 'a-state',
}
/** RFC 7636, appendix B. */
const challenge = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}

describe('where a browser is sent', () => {
  test.each([
    ['42', 'https://api.intra.42.fr/oauth/authorize', { ...common, scope: 'public' }],
    [
      'google',
      'https://accounts.google.com/o/oauth2/v2/auth',
      { ...common, scope: 'openid email profile', nonce: 'a-nonce', ...challenge },
    ],
    [
      'github',
      'https://github.com/login/oauth/authorize',
      { ...common, scope: 'read:user user:email', ...challenge },
    ],
    ['kakao', 'https://kauth.kakao.com/oauth/authorize', { ...common, ...challenge }],
    ['naver', 'https://nid.naver.com/oauth2.0/authorize', common],
  ] as const)(
    '%s: its own page, with PKCE where it has that, and never the secret',
    async (name, page, asked) => {
      const url = new URL(await connect(name).authorizeUrl(handshake, null))
      expect(url.origin + url.pathname).toBe(page)
      expect(Object.fromEntries(url.searchParams)).toEqual(asked)
    },
  )

  test.each(providerNames)(
    '%s: another origin takes the place of its own, on the same path',
    async (name) => {
      const own = new URL(await connect(name).authorizeUrl(handshake, null))
      const replaced = new URL(await connect(name, 'http://127.0.0.1:9/').authorizeUrl(handshake, null))
      expect(replaced.origin).toBe('http://127.0.0.1:9')
      expect(replaced.pathname + replaced.search).toBe(own.pathname + own.search)
    },
  )
})

const ID_HOLDERS = {
  '42': (id: unknown) => ({ me: { id } }),
  google: (sub: unknown) => ({ claims: { sub } }),
  github: (id: unknown) => ({ user: { id }, emails: [] }),
  kakao: (id: unknown) => ({ me: { id } }),
  naver: (id: unknown) => ({ me: { resultcode: '00', response: { id } } }),
}
const nobody = { username: null, nickname: null, email: null, emailVerified: false }

describe('the id is what an identity is known by', () => {
  const numeric = ['42', 'github', 'kakao'] as const
  const opaque = ['google', 'naver'] as const

  test.each(numeric)('%s: a positive whole number, and nothing else', (name) => {
    const read = (id: unknown) => FACTS[name].profile().safeParse(ID_HOLDERS[name](id))
    expect(read(4242).data).toMatchObject({ subject: '4242' })
    for (const id of [undefined, null, 0, -1, 1.5, 2 ** 53, Number.NaN, '', '4242', true, [], [1], {}]) {
      expect(read(id).success, JSON.stringify(id)).toBe(false)
    }
  })

  test.each(opaque)('%s: a text that is not empty, and nothing else', (name) => {
    const read = (id: unknown) => FACTS[name].profile().safeParse(ID_HOLDERS[name](id))
    expect(read('a-b_C1').data).toEqual({ ...nobody, subject: 'a-b_C1' })
    for (const id of [undefined, null, '', 0, 42, true, [], ['a'], {}, 'x'.repeat(256)]) {
      expect(read(id).success, JSON.stringify(id)).toBe(false)
    }
  })

  test.each(providerNames)('%s: no profile at all is nobody', (name) => {
    for (const told of [{}, { me: {} }, { me: null }, { claims: {} }, { user: {}, emails: {} }, { me: [] }]) {
      expect(FACTS[name].profile().safeParse(told).success, JSON.stringify(told)).toBe(false)
    }
  })
})

describe('what a profile says of the e-mail', () => {
  const read = (name: keyof typeof FACTS, told: unknown) => FACTS[name].profile().parse(told)

  test('42 does not say that it verified one', () => {
    const me = { id: 1, login: 'mlee', displayname: 'Marie Lee', email: 'mlee@student.42seoul.kr' }
    expect(read('42', { me })).toEqual({
      subject: '1',
      username: 'mlee',
      nickname: 'Marie Lee',
      email: 'mlee@student.42seoul.kr',
      emailVerified: false,
    })
  })

  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])('google: email_verified %s is %s', (email_verified, expected) => {
    const claims = { sub: '1', name: 'Marie', email: 'mlee@gmail.com', email_verified }
    expect(read('google', { claims })).toEqual({
      subject: '1',
      username: null,
      nickname: 'Marie',
      email: 'mlee@gmail.com',
      emailVerified: expected,
    })
  })

  test.each([
    [{ primary: true, verified: true }, 'mlee@example.com'],
    [{ primary: true, verified: false }, null],
    [{ primary: false, verified: true }, null],
  ])('github: of %o it takes %s', (flags, email) => {
    const user = { id: 1, login: 'mlee', name: null, email: 'shown@example.com' }
    const told = read('github', { user, emails: [{ email: 'mlee@example.com', ...flags }] })
    expect(told).toMatchObject({ subject: '1', username: 'mlee', nickname: null, email })
  })

  test.each([
    [{ is_email_valid: true, is_email_verified: true }, true],
    [{ is_email_valid: false, is_email_verified: true }, false],
    [{ is_email_valid: true, is_email_verified: false }, false],
    [{}, false],
  ])('kakao: %o is verified: %s', (flags, expected) => {
    const kakao_account = { profile: { nickname: '마리' }, email: 'mlee@kakao.com', ...flags }
    expect(read('kakao', { me: { id: 1, kakao_account } })).toEqual({
      subject: '1',
      username: null,
      nickname: '마리',
      email: 'mlee@kakao.com',
      emailVerified: expected,
    })
  })

  test('kakao: whoever agrees to nothing is somebody all the same', () => {
    expect(read('kakao', { me: { id: 1 } })).toEqual({ ...nobody, subject: '1' })
  })

  test('naver does not say that it verified one', () => {
    const response = { id: 'n1', nickname: '마리', name: '이마리', email: 'mlee@naver.com' }
    expect(read('naver', { me: { resultcode: '00', message: 'success', response } })).toEqual({
      subject: 'n1',
      username: null,
      nickname: '마리',
      email: 'mlee@naver.com',
      emailVerified: false,
    })
  })

  test('naver: a resultcode of failure is nobody', () => {
    const told = { me: { resultcode: '024', message: 'Authentication failed', response: { id: 'n1' } } }
    expect(FACTS.naver.profile().safeParse(told).success).toBe(false)
  })
})

test('a failure says what went wrong and quotes nothing that was answered', async () => {
  const quoting = async () => new Response('<html>token-8f3a</html>', { status: 200 })
  const provider = connectProvider('42', { ...client, url: inject('providerServer') }, quoting)
  const answer = new URLSearchParams({ code: 'code-1c77', state: 'a-state' })
  const failure = await provider.profile(answer, handshake, false).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'ProviderFailure', message: '42: OAUTH_RESPONSE_IS_NOT_JSON' })
  expect(failure).not.toHaveProperty('cause')
})
