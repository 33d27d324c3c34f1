import { env } from 'cloudflare:workers'
import { importJWK, type JWK } from 'jose'
import { expect } from 'vitest'
import { toBase64url, utf8 } from '../../src/core/crypto.ts'
import type { SigningAlgorithm } from '../../src/core/ports.ts'
import { newSigningKey } from '../../src/dev/signing-keys.ts'
import { GUEST } from '../acts/callers.ts'
import { ACCESS } from '../walks/access.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { harness, PEOPLE, type Reply, type World } from '../world/harness.ts'
import { watchedD1 } from '../world/instruments.ts'
import { everyRow } from '../world/storage.ts'

export interface Key extends JWK {
  kid: string
  d: string
}

export type Claims = Record<string, unknown>

export const ALGORITHMS: SigningAlgorithm[] = ['ES256', 'EdDSA', 'RS256']

const made = new Map<SigningAlgorithm, [first: Key, second: Key]>()

/** Two keys of the kind that the algorithm signs with. */
export async function keysOf(alg: SigningAlgorithm): Promise<[first: Key, second: Key]> {
  const named = async (kid: string) => ({ ...(await newSigningKey(alg)), kid }) as Key
  const keys = made.get(alg) ?? [await named('first'), await named('second')]
  made.set(alg, keys)
  return keys
}

export const part = (content: object | string) =>
  toBase64url(utf8(typeof content === 'string' ? content : JSON.stringify(content)))
export const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const read = (text: string) => JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')))

/** How WebCrypto calls what a kind of key signs with. */
export const SIGNATURES: Record<SigningAlgorithm, { name: string; hash: string }> = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519', hash: '' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: '' },
}

/** A token whose parts say whatever they are told, signed with the key as its kind signs. */
export async function signed(key: Key, header: Claims | string, payload: Claims | string): Promise<string> {
  const input = `${part(header)}.${part(payload)}`
  const alg = key.alg as SigningAlgorithm
  const imported = (await importJWK(key, alg)) as CryptoKey
  return `${input}.${toBase64url(await crypto.subtle.sign(SIGNATURES[alg], imported, utf8(input)))}`
}

/** A singer who is signed in at the gateway: one refresh token, and the access token that goes with it. */
export async function genuine(alg: SigningAlgorithm = 'ES256', world: World = {}) {
  const [first, second] = await keysOf(alg)
  const SIGNING_KEYS = JSON.stringify({ keys: [first, second] })
  const h = await harness({ env: { SIGNING_KEYS, ...world.env } })
  await h.person(PEOPLE.busking)
  // Whose account a door may join.
  await h.person(GUEST)
  const { username: user, password } = PEOPLE.busking
  const { result } = (await h.post('/api/v1/auth/login', { user, password })).body
  const token: string = result.access_token
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims: Claims = read(payload)
  const refresh: string = result.refresh_token
  const raw = { header, payload, signature }
  return { h, alg, first, second, token, refresh, header: read(header) as Claims, claims, raw }
}

export type Genuine = Awaited<ReturnType<typeof genuine>>
export type Forge = (genuine: Genuine) => string | Promise<string>

/** The genuine claims under another header, properly signed. */
export const withHeader =
  (changed: Claims): Forge =>
  ({ first, header, claims }) =>
    signed(first, { ...header, ...changed }, claims)

/** Asks for the access token beside a refresh token, and takes one that has expired. */
export const GATEWAY = 'POST /api/v1/auth/refresh'
const CHALLENGE = 'PUT /v1/me/password, as challenge'
const NOT_ASKED = ['POST /v1/tokens/refresh', 'POST /api/auth/refresh']

const headerDoors = Object.entries(ACCESS)
  .filter(
    ([route, { may }]) => typeof may === 'object' && may.token.includes('full') && !NOT_ASKED.includes(route),
  )
  .map(([route]) => route)

/** Every place that takes an access token. */
export const TOKEN_DOORS = [...headerDoors, CHALLENGE]

/** The outcome of the door for the genuine token; a changed password is answered as the gateway's sign-in. */
export const passesAt = (door: string) =>
  door.includes('PUT /v1/me/password') ? '200' : ACCESS[door]?.passes

/** Shows an `Authorization` header, or its token where that has another place, with all else that the door asks for. */
export async function knock(
  { h, token, refresh }: Genuine,
  door: string,
  authorization: string,
): Promise<Reply> {
  if (door === CHALLENGE) {
    const { password: current } = PEOPLE.busking
    const challenge = authorization.replace(/^Bearer /, '')
    return h.request('PUT', '/v1/me/password', { body: { current, password: NEW_PASSWORD, challenge } })
  }
  const [method = '', ownPath = ''] = door.split(' ')
  const by = { who: PEOPLE.busking, refresh, ...(authorization === `Bearer ${token}` && { bearer: token }) }
  const asked = await ACCESS[door]?.request?.(h, by)
  const { path = ownPath, ...options } = asked ?? {}
  return h.request(method, path, { ...options, headers: { Authorization: authorization } })
}

/** The doors that did anything but answer 401 and give nothing. */
export async function opened(
  genuine: Genuine,
  authorization: string,
  doors = TOKEN_DOORS,
): Promise<string[]> {
  const replies = doors.map(async (door) => {
    const { status, text } = await knock(genuine, door, authorization)
    return status === 401 && !/eyJ|[\w-]{43}/.test(text) ? [] : `${door}: ${status}`
  })
  return (await Promise.all(replies)).flat()
}

/** Refused at every door by itself: neither D1 nor anybody elsewhere was asked. */
export async function isRefused(genuine: Genuine, forge: Forge): Promise<void> {
  const { h } = genuine
  const before = JSON.stringify(await everyRow())
  const token = await forge(genuine)
  let asked = 0
  h.setEnv({
    DB: watchedD1(env.DB, () => {
      asked++
    }),
  })
  expect(await opened(genuine, `Bearer ${token}`)).toEqual([])
  h.setEnv({ DB: env.DB })
  expect(asked).toBe(0)
  expect(h.outbound).toEqual([])
  expect(JSON.stringify(await everyRow())).toBe(before)
}
