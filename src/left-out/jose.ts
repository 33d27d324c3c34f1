import { absent } from './absent.ts'

/** Of jose: encryption, which no token here has. Its import of a key knows the algorithms of both. */
export const JWE = {}

export { absent as isJWECEKTransport, absent as jweAlgorithm, absent as jweEncryption }
