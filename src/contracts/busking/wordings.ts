import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, nativeOnly } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'

export interface Wording {
  status: ContentfulStatusCode
  errorCode: string
  message: string
}

const WRONG: Wording = {
  status: 401,
  errorCode: 'USER_NOT_FOUND',
  message: '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
}

const INVALID: Wording = {
  status: 400,
  errorCode: 'INVALID_REQUEST',
  message: SENTENCES.invalid_request,
}

const TOKEN: Wording = { status: 401, errorCode: 'INVALID_TOKEN', message: SENTENCES.invalid_token }
const CODE: Wording = { status: 401, errorCode: 'INVALID_CODE', message: SENTENCES.wrong_code }
const INTERNAL: Wording = { status: 500, errorCode: 'INTERNAL_ERROR', message: SENTENCES.internal_error }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: {
    status: 429,
    errorCode: 'TOO_MANY_ATTEMPTS',
    message: SENTENCES.too_many_attempts,
  },
  signed_out: TOKEN,
  not_allowed_yet: TOKEN,
  invalid_token: TOKEN,
  session_stands: INTERNAL,
  unknown_email: WRONG,
  no_such_pair: WRONG,
  wrong_code: CODE,
  expired_code: CODE,
  wrong_second_factor: CODE,
  mail_failed: INTERNAL,
  invalid_proof: INVALID,
  identity_mismatch: INVALID,
  unknown_identity: INVALID,
  password_refused: {
    status: 400,
    errorCode: 'PASSWORD_REFUSED',
    message: SENTENCES.password_refused,
  },
  oauth_failed: TOKEN,
  takeover_failed: INTERNAL,
  ...nativeOnly(INVALID),
  cross_site: { status: 403, errorCode: 'CROSS_SITE', message: SENTENCES.cross_site },
  not_found: { status: 404, errorCode: 'NOT_FOUND', message: SENTENCES.not_found },
  method_not_allowed: {
    status: 405,
    errorCode: 'METHOD_NOT_ALLOWED',
    message: SENTENCES.method_not_allowed,
  },
  payload_too_large: { status: 413, errorCode: 'PAYLOAD_TOO_LARGE', message: SENTENCES.payload_too_large },
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}
