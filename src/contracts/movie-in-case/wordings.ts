import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, nativeOnly } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'

export interface Wording {
  status: ContentfulStatusCode
  message: string
}

const UNKNOWN: Wording = { status: 404, message: '해당 유저가 존재하지 않습니다.' }

const WRONG: Wording = { status: 404, message: '비밀번호가 일치하지 않습니다.' }

const INVALID: Wording = { status: 400, message: SENTENCES.invalid_request }
const SIGNED_OUT: Wording = { status: 403, message: '로그인 필요' }
const INTERNAL: Wording = { status: 500, message: SENTENCES.internal_error }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: UNKNOWN,
  wrong_password: WRONG,
  too_many_attempts: { status: 429, message: SENTENCES.too_many_attempts },
  signed_out: SIGNED_OUT,
  not_allowed_yet: SIGNED_OUT,
  invalid_token: SIGNED_OUT,
  session_stands: { status: 404, message: 'logout fail' },
  unknown_email: UNKNOWN,
  no_such_pair: UNKNOWN,
  wrong_code: WRONG,
  expired_code: WRONG,
  wrong_second_factor: { status: 403, message: SENTENCES.wrong_code },
  mail_failed: { status: 500, message: SENTENCES.mail_failed },
  invalid_proof: INVALID,
  identity_mismatch: INVALID,
  unknown_identity: INVALID,
  password_refused: { status: 400, message: SENTENCES.password_refused },
  oauth_failed: SIGNED_OUT,
  takeover_failed: INTERNAL,
  ...nativeOnly(INVALID),
  cross_site: { status: 403, message: SENTENCES.cross_site },
  not_found: { status: 404, message: SENTENCES.not_found },
  method_not_allowed: { status: 405, message: SENTENCES.method_not_allowed },
  payload_too_large: { status: 413, message: SENTENCES.payload_too_large },
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}
