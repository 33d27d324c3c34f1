import type { Failure } from '../../contracts/contract.ts'
import { auth, type Ctx } from '../../http/app-env.ts'

/** Those that are said of the token itself, where one was shown. */
const OF_THE_TOKEN: Failure[] = ['signed_out', 'not_an_operator']

const FAULTS = { expired: 'The token has expired', wrong: 'The token is not valid here' }

/**
 * What `WWW-Authenticate` says beside a 401 (RFC 6750 §3): nothing but the scheme where no token came or it is not what
 * was wrong; one that has expired is told apart from any other, revoked ones included.
 */
export async function bearerChallenge(c: Ctx, failure: Failure): Promise<string> {
  const [, token] = /^Bearer +(.+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
  if (token === undefined || !OF_THE_TOKEN.includes(failure)) return 'Bearer'
  const fault = (await auth(c).hasExpired(token)) ? FAULTS.expired : FAULTS.wrong
  return `Bearer error="invalid_token", error_description="${fault}"`
}
