import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { appCode } from '../../acts/second-factor.ts'
import { jarOf } from '../../acts/sign-in.ts'
import { doors, refreshes } from '../../contracts/index.ts'
import { passkeyWalk } from '../../passkeys/leak-walk.ts'
import { takeoverWalks } from '../../takeover/leak-walks.ts'
import { DATABASE_DOWN, KV_DOWN, NEW_PASSWORD } from '../../world/answers.ts'
import { handed, ownSecrets, type Recorder, recorder, type Walk } from '../canaries.ts'
import { CANARY, doorWalks, mailWalks, oauthWalks, SEED, WRONG } from '../leak-walks.ts'

const RESET = '/api/users/login/reset-password'
const pair = { userId: CANARY.username, email: CANARY.email }

/** Signs in by the native API, with a cookie or with tokens. */
async function signIn({ ask }: Recorder, use: 'cookie' | 'token', { username, password } = CANARY) {
  const reply = await ask('POST', '/v1/sessions', { body: { login: username, password, use } }, handed)
  return { ...reply, jar: jarOf(reply) }
}

const walks: Record<string, Walk> = {
  ...doorWalks,
  ...mailWalks,
  ...oauthWalks,
  ...takeoverWalks,

  'a passkey, from its options to its end': passkeyWalk,

  'refresh tokens, spent and spent again': async (w) => {
    await w.h.person(CANARY)
    for (const [name, { door, path, show, pairOf }] of Object.entries(refreshes)) {
      const first = pairOf(await w.ask('POST', door.path, { body: door.credentials(CANARY) }, handed))
      const { access } = pairOf(await w.ask('POST', path, show(first), handed))
      const others = Object.entries(refreshes).filter(([other]) => other !== name)
      for (const [, other] of others) await w.ask('POST', other.path, other.show(first))
      w.h.clock.pass(11_000)
      for (const other of Object.values(refreshes)) {
        await w.ask('POST', other.path, { ...other.show(first), bearer: access })
      }
      await w.ask('POST', '/api/auth/logout', { bearer: access })
    }
  },

  'a sign-up': async ({ ask, mailed }) => {
    const { body } = await ask('POST', '/v1/accounts', { body: CANARY }, ({ body }) => ({
      registration: body.registration,
    }))
    const { registration } = body
    const first = await mailed(CANARY.email)
    await ask('POST', '/v1/accounts/resend', { body: { registration } })
    const code = await mailed(CANARY.email)
    await ask('POST', '/v1/accounts/verify', { body: { registration, code: first } })
    await ask('POST', '/v1/accounts/verify', { body: { registration, code } })
    await ask('POST', '/v1/accounts', { body: { ...CANARY, username: 'other' } }, ({ body }) => body)
    await ask('POST', '/v1/accounts', { body: { ...CANARY, email: 'x@example.com', password: '12345678' } })
  },

  'a reset by ssafy': async ({ h, ask, mailed }) => {
    await h.person(CANARY)
    await ask('GET', `/api/users/login/searching-id?email=${CANARY.email}`)
    await ask('GET', `${RESET}?${new URLSearchParams(pair)}`)
    const code = await mailed(CANARY.email)
    await ask('POST', RESET, { body: { ...pair, code: 'AAAAAAAA' } })
    const { resetToken } = (
      await ask(
        'POST',
        RESET,
        { body: { ...pair, code } },
        ({ body }) => body.resetToken && { proof: body.resetToken },
      )
    ).body
    await ask('PUT', RESET, { body: { ...pair, password: CANARY.username, resetToken } })
    await ask('PUT', RESET, { body: { ...pair, password: NEW_PASSWORD }, cookies: { reset: resetToken } })
    await ask('PUT', RESET, { body: { ...pair, password: NEW_PASSWORD, resetToken } })
  },

  'a native reset': async ({ h, ask, mailed }) => {
    await h.person(CANARY)
    const login = CANARY.username
    await ask('POST', '/v1/recovery/username', { body: { email: CANARY.email } })
    await ask('POST', '/v1/recovery/password', { body: { login } })
    const code = await mailed(CANARY.email)
    const proof = await ask('POST', '/v1/recovery/password/verify', { body: { login, code } }, handed)
    const body = { reset_token: proof.body.reset_token, password: NEW_PASSWORD }
    await ask('PUT', '/v1/recovery/password', { body })
    await ask('PUT', '/v1/recovery/password', { body })
  },

  'an account of one’s own': async (w) => {
    await w.h.person(CANARY)
    const { jar: cookies } = await signIn(w, 'cookie')
    const { access_token: bearer } = (await signIn(w, 'token')).body
    const password = CANARY.password
    for (const shown of [{ cookies }, { bearer }]) {
      for (const path of [
        '/v1/me',
        '/v1/sessions',
        '/v1/sessions/current',
        '/v1/me/events',
        '/v1/me/identities',
      ]) {
        await w.ask('GET', path, shown)
      }
    }
    await w.ask('PATCH', '/v1/me', { cookies, body: { nickname: '새 이름', password, token: bearer } })
    await w.ask('POST', '/v1/me/email', { cookies, body: { email: 'new@example.com', password: WRONG } })
    await w.ask('POST', '/v1/me/email', { cookies, body: { email: 'new@example.com', password } })
    const code = await w.mailed('new@example.com')
    await w.ask('POST', '/v1/me/email/confirm', { cookies, body: { code: 'AAAAAAAA' } })
    await w.ask('POST', '/v1/me/email/confirm', { cookies, body: { code } })
    await w.ask(
      'PUT',
      '/v1/me/password',
      { cookies, body: { current: password, password: NEW_PASSWORD } },
      handed,
    )
    const { jar } = await signIn(w, 'cookie', { ...CANARY, password: NEW_PASSWORD })
    await w.ask('DELETE', '/v1/sessions', { cookies: jar })
    await w.ask('DELETE', '/v1/me', { cookies: jar, body: { password: WRONG } })
    await w.ask('DELETE', '/v1/me', { cookies: jar, body: { password: NEW_PASSWORD } })
  },

  'a second factor': async (w) => {
    await w.h.person(CANARY)
    const { jar: cookies } = await signIn(w, 'cookie')
    const body = { password: CANARY.password }
    const enrolled = await w.ask('POST', '/v1/me/totp', { cookies, body }, ({ body }) => ({
      seed: body.secret,
    }))
    const seed: string = enrolled.body.secret
    const codes = ({ body }: { body: { recovery_codes: string[] } }) =>
      Object.fromEntries(body.recovery_codes.map((code, at) => [`recovery code ${at}`, code]))
    const code = appCode(w.h, seed)
    w.keep({ 'a TOTP code': code })
    const confirmed = await w.ask('POST', '/v1/me/totp/confirm', { cookies, body: { code } }, codes)
    const [first] = confirmed.body.recovery_codes
    const { challenge } = (await signIn(w, 'token')).body
    await w.ask('POST', '/v1/sessions/second-factor', { body: { challenge, code: first } }, handed)
    const renewed = await w.ask('POST', '/v1/me/recovery-codes', { cookies, body }, codes)
    const off = { ...body, code: renewed.body.recovery_codes[0] }
    await w.ask('DELETE', '/v1/me/totp', { cookies, body: off })
  },

  'the operators’ routes': async ({ h, ask }) => {
    await h.person({ ...CANARY, seed: SEED })
    const bearer = env.ADMIN_TOKEN
    await ask('GET', '/admin/accounts', { bearer: `${bearer}x` })
    for (const path of ['/admin/accounts', '/admin/events', '/admin/accounts/export'])
      await ask('GET', path, { bearer })
    const raw = `{"username":"imported","password":"${CANARY.password}"}\n{"username":"${CANARY.password}"`
    await ask('POST', '/admin/accounts/import', { bearer, raw })
    for (const act of ['require-password-change', 'end-sessions', 'reopen', 'disable', 'enable']) {
      await ask('POST', `/admin/accounts/1/${act}`, { bearer })
    }
    for (const path of ['/.well-known/jwks.json', '/openapi.json', '/health']) await h.request('GET', path)
  },

  'requests that are none': async (w) => {
    await w.h.person(CANARY)
    const { jar: cookies } = await signIn(w, 'cookie')
    const { access_token: bearer, refresh_token } = (await signIn(w, 'token')).body
    const query = new URLSearchParams({ password: CANARY.password, token: bearer, code: refresh_token })
    const wrong = { [CANARY.password]: CANARY.password, password: [CANARY.password], code: { bearer } }
    for (const { path } of Object.values(doors)) {
      await w.ask('POST', path, { cookies, bearer, raw: `{"password":"${CANARY.password}` })
      await w.ask('POST', path, { cookies, bearer, body: wrong })
      await w.ask('GET', `${path}?${query}`, { cookies, bearer })
      await w.ask('DELETE', `${path}/nowhere?${query}`, {
        cookies,
        bearer,
        headers: { Referer: `https://x.test/?${query}` },
      })
    }
  },

  'storage that is down': async (w) => {
    await w.h.person(CANARY)
    const { jar: cookies } = await signIn(w, 'cookie')
    for (const down of [DATABASE_DOWN, KV_DOWN]) {
      w.h.setEnv(down)
      for (const door of Object.values(doors)) {
        const reply = await w.h.request('POST', door.path, { body: door.credentials(CANARY), cookies })
        w.places.push({
          name: door.path,
          text: JSON.stringify([...reply.headers]) + reply.text,
          holds: Object.values(handed(reply)) as string[],
        })
      }
      w.h.setEnv({ DB: env.DB, KV: env.KV })
    }
  },

  'letters that are not taken': async ({ h, ask }) => {
    await h.person(CANARY)
    for (const mode of [400, 'quota', 'redirect', 'garbage'] as const) {
      await h.mail.fail(mode, 1)
      await ask('GET', `${RESET}?${new URLSearchParams(pair)}`)
    }
    await h.mail.fail(422, 1)
    await ask('POST', '/v1/recovery/password', { body: { login: CANARY.username } })
  },
}

test.for(Object.entries(walks))(
  '44: %s shows no secret in any reply but the one that hands it out, in no row, record, letter, address or line of the log',
  async ([, walk]) => {
    const w = await recorder()
    w.keep({
      ...ownSecrets(w.h.env()),
      password: CANARY.password,
      'a new password': NEW_PASSWORD,
      'a wrong one': WRONG,
    })
    await walk(w)

    expect(await w.leaks()).toEqual([])
    expect(w.careless).toEqual([])
    expect(w.h.log.length).toBeGreaterThan(2)
    expect(w.places.length).toBeGreaterThan(2)
  },
)

test.for<[string, (secret: string) => string]>([
  ['as it stands', (secret) => secret],
  ['in an address', (secret) => `https://x.test/?q=${encodeURIComponent(secret)}`],
  ['in base64', (secret) => btoa(`password: ${secret}.`)],
  ['in base64 at another place', (secret) => btoa(`password: x${secret}.`)],
  ['in hex', (secret) => [...secret].map((letter) => letter.charCodeAt(0).toString(16)).join('')],
])('44: the search finds a secret %s, in a line of the log and in a row', async ([, write]) => {
  const w = await recorder()
  await w.h.person({ ...CANARY, nickname: write(CANARY.password) })
  w.keep({ password: CANARY.password, code: '123456' })
  w.h.log.push(
    { event: 'canary', what: write(CANARY.password) },
    { event: 'code', at: 11234561, code: '123456' },
  )
  await w.ask('GET', '/health')
  expect(await w.leaks()).toEqual([
    '1 password in log: canary',
    '1 password in storage',
    '2 code in log: code',
  ])
})
