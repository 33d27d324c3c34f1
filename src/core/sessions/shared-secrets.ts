import { toBase64url, utf8 } from '../crypto.ts'

/**
 * Some services behind an old login check its tokens with a secret that they share. Full access tokens of a contract that
 * has such a secret are HS256 (RFC 7518 §3.2) under it, for as long as it has one.
 *
 * Whoever shares the secret can make such tokens: so none opens anything here but the contract's own routes, and nothing
 * of the header but these two words is taken. Tokens of restricted sessions stay under the keyring's keys, which is what
 * those services cannot check: many of them look at the signature alone, and would take one for a sign-in.
 */
export const SHARED = { alg: 'HS256', typ: 'JWT' } as const

/** The bytes of each contract's secret, by the contract's name. */
export type SharedSecrets = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

const HEADER = toBase64url(utf8(JSON.stringify(SHARED)))

/** Whether the token claims to be under a shared secret, by the one header that such tokens have. */
export const isShared = (token: string): boolean => token.startsWith(`${HEADER}.`)
