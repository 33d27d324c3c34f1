import { randomBytes, randomInt } from 'node:crypto'
import { emailOf, PASSWORD, SALT, usernameOf } from './accounts.ts'
import { Connection, type Reply, type Request } from './connection.ts'
import type { Course } from './load.ts'
import type { Database } from './stage.ts'

/** An address nobody else has here, so that limits which count by network are not what is measured. */
export function freshAddress(): Record<string, string> {
  return { 'CF-Connecting-IP': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` }
}

const token = (bytes = 32) => randomBytes(bytes).toString('base64url')
export const anyOf = (accounts: number) => 1 + randomInt(accounts)

/** The ways to ask, as functions of how many accounts there are. Each call makes one connection's course. */
export const signInByCookie = (accounts: number): Course => ({
  next: () => ({
    method: 'POST',
    path: '/user/logIn/local',
    headers: freshAddress(),
    body: { email: emailOf(anyOf(accounts)), password: PASSWORD },
  }),
})

export const signInByToken = (accounts: number): Course => ({
  next: () => ({
    method: 'POST',
    path: '/api/auth/login',
    headers: freshAddress(),
    body: { username: usernameOf(anyOf(accounts)), password: PASSWORD },
  }),
})

export const failSignIn = (accounts: number): Course => ({
  next: () => ({
    method: 'POST',
    path: '/api/auth/login',
    headers: freshAddress(),
    body: { username: usernameOf(anyOf(accounts)), password: 'another-password' },
  }),
})

export const hash = (): Course => ({
  next: () => ({
    method: 'POST',
    path: '/hash',
    body: { password: PASSWORD, salt: SALT.toString('base64url') },
  }),
})

const repeat = (request: Request): Course => ({ next: () => request })

export interface SignedIn {
  cookie: string
  access: string
  refresh: string
}

const nativeSignIn = (id: number, use: 'cookie' | 'token'): Request => ({
  method: 'POST',
  path: '/v1/sessions',
  headers: freshAddress(),
  body: { login: usernameOf(id), password: PASSWORD, use },
})

/** Signs the account in both ways. */
export async function signIn(url: URL, id: number): Promise<SignedIn> {
  const connection = new Connection(url)
  const byCookie = await connection.send(nativeSignIn(id, 'cookie'))
  const byToken = await connection.send(nativeSignIn(id, 'token'))
  connection.close()
  for (const { status, body } of [byCookie, byToken])
    if (status !== 201) throw new Error(`sign-in: ${status} ${body}`)
  const cookie = /set-cookie: munjigi_session=([^;]+)/i.exec(byCookie.headers)?.[1] ?? ''
  const { access_token: access, refresh_token: refresh } = JSON.parse(byToken.body)
  return { cookie, access, refresh }
}

export const checkByCookie = ({ cookie }: SignedIn): Course =>
  repeat({
    method: 'GET',
    path: '/v1/sessions/current',
    headers: { Cookie: `munjigi_session=${cookie}` },
  })

export const read = (key: string): Course =>
  repeat({ method: 'GET', path: '/read', headers: { 'X-Key': key } })

const bearer = ({ access }: SignedIn) => ({ Authorization: `Bearer ${access}` })

export const checkByToken = (signedIn: SignedIn): Course =>
  repeat({ method: 'GET', path: '/v1/sessions/current', headers: bearer(signedIn) })

export const readMe = (signedIn: SignedIn): Course =>
  repeat({ method: 'GET', path: '/v1/me', headers: bearer(signedIn) })

export const verify = (signedIn: SignedIn): Course =>
  repeat({ method: 'GET', path: '/verify', headers: bearer(signedIn) })

/** Each request shows the next of the tokens. */
export function checkByTokens(tokens: string[]): Course {
  let at = 0
  return {
    next: () => ({
      method: 'GET',
      path: '/v1/sessions/current',
      headers: { Authorization: `Bearer ${tokens[at++ % tokens.length]}` },
    }),
  }
}

/** Access tokens of one session, by refreshing it. */
export async function accessTokens(url: URL, signedIn: SignedIn, count: number): Promise<string[]> {
  const connection = new Connection(url)
  const { next, heard } = refresh(signedIn)
  const tokens: string[] = []
  while (tokens.length < count) {
    const reply = await connection.send(next())
    heard?.(reply)
    tokens.push(JSON.parse(reply.body).access_token)
  }
  connection.close()
  return tokens
}

/** Each request spends the token that the last one gave. */
export function refresh(signedIn: SignedIn): Course {
  let refresh_token = signedIn.refresh
  return {
    next: () => ({ method: 'POST', path: '/v1/tokens/refresh', body: { refresh_token } }),
    heard({ body }: Reply) {
      refresh_token = JSON.parse(body).refresh_token
    },
  }
}

/** The same rotation on a session of its own, with hashes that the client makes up. */
export async function batch(db: Database, account: number): Promise<Course> {
  const session = token(16)
  const hexOf = (text: string) => Buffer.from(text, 'base64url').toString('hex')
  let to = token()
  const now = Date.now()
  await db
    .prepare(
      `INSERT INTO sessions (id, account_id, contract, kind, state, refresh_hash, created_at, last_seen_at, expires_at)
        VALUES (unhex(?), ?, 0, 1, 0, unhex(?), ?, ?, ?)`,
    )
    .bind(hexOf(session), account, hexOf(to), now, now, now + 14_400_000)
    .run()
  return {
    next() {
      const from = to
      to = token()
      return { method: 'POST', path: '/batch', body: { account, session, from, to, child: token(16) } }
    },
  }
}
