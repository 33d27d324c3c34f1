import { randomToken } from '../../src/core/crypto.ts'

export const newSecret = () => randomToken(crypto)

export const SECRETS = {
  SSAFY_TOKEN_SECRET: newSecret(),
  BUSKING_TOKEN_SECRET: newSecret(),
  GATEWAY_TOKEN_SECRET: newSecret(),
}

/** A service whose contracts have secrets for their tokens. */
export const world = (changed = {}) => ({ env: { ...SECRETS, ...changed } as Partial<Env> })

/** Of tokens under a secret. */
export const HEADER = { alg: 'HS256', typ: 'JWT' }
