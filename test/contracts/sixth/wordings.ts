import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, nativeOnly } from '../../../src/contracts/contract.ts'

export interface Wording {
  status: ContentfulStatusCode
  why: string
}

const said = (status: ContentfulStatusCode, why: string): Wording => ({ status, why })

const WRONG = said(401, 'nobody is called that, or the secret is another')
const INVALID = said(400, 'this is no request')
const FAILED = said(500, 'something failed')

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: said(429, 'too often'),
  signed_out: WRONG,
  not_allowed_yet: WRONG,
  invalid_token: WRONG,
  session_stands: FAILED,
  unknown_email: WRONG,
  no_such_pair: WRONG,
  wrong_code: WRONG,
  expired_code: WRONG,
  wrong_second_factor: WRONG,
  mail_failed: FAILED,
  invalid_proof: INVALID,
  identity_mismatch: INVALID,
  unknown_identity: INVALID,
  password_refused: INVALID,
  oauth_failed: WRONG,
  takeover_failed: FAILED,
  ...nativeOnly(INVALID),
  cross_site: said(403, 'from elsewhere'),
  not_found: said(404, 'nothing is here'),
  method_not_allowed: said(405, 'not by this method'),
  payload_too_large: said(413, 'too much'),
  internal_error: FAILED,
  unavailable: FAILED,
}
