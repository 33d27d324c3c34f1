import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, nativeOnly } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'

export interface Wording {
  status: ContentfulStatusCode
  message: string
}

export const refused = (status: ContentfulStatusCode, message: string): Wording => ({ status, message })

const WRONG = refused(200, '아이디/패스워드가 일치하지 않습니다.')
const WRONG_CODE = refused(200, SENTENCES.wrong_code)
const SIGNED_OUT = refused(200, SENTENCES.signed_out)
const INVALID = refused(400, SENTENCES.invalid_request)
const INTERNAL = refused(500, SENTENCES.internal_error)
const NOT_BY_42 = refused(200, '42 인증에 실패했습니다.')

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: refused(429, SENTENCES.too_many_attempts),
  signed_out: SIGNED_OUT,
  not_allowed_yet: SIGNED_OUT,
  invalid_token: SIGNED_OUT,
  session_stands: refused(500, '로그아웃하지 못했습니다.'),
  unknown_email: WRONG,
  no_such_pair: WRONG,
  wrong_code: WRONG_CODE,
  expired_code: WRONG_CODE,
  wrong_second_factor: WRONG_CODE,
  mail_failed: refused(500, SENTENCES.mail_failed),
  invalid_proof: INVALID,
  identity_mismatch: INVALID,
  unknown_identity: INVALID,
  password_refused: refused(400, SENTENCES.password_refused),
  oauth_failed: NOT_BY_42,
  takeover_failed: INTERNAL,
  ...nativeOnly(INVALID),
  unknown_provider: NOT_BY_42,
  sign_up_closed: NOT_BY_42,
  cross_site: refused(403, SENTENCES.cross_site),
  not_found: refused(404, SENTENCES.not_found),
  method_not_allowed: refused(405, SENTENCES.method_not_allowed),
  payload_too_large: refused(413, SENTENCES.payload_too_large),
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}
