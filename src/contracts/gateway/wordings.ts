import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, nativeOnly } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'

export interface Wording {
  status: ContentfulStatusCode
  code: number
  error: string
  desc: string
}

const WRONG: Wording = {
  status: 401,
  code: 1,
  error: 'invalid_credentials',
  desc: '계정 아이디 또는 패스워드가 올바르지 않습니다.',
}

const INVALID: Wording = {
  status: 400,
  code: 3,
  error: 'invalid_request',
  desc: SENTENCES.invalid_request,
}

const TOKEN: Wording = { status: 401, code: 5, error: 'invalid_token', desc: SENTENCES.invalid_token }
const CODE: Wording = { status: 401, code: 1, error: 'invalid_code', desc: SENTENCES.wrong_code }
const INTERNAL: Wording = { status: 500, code: 9, error: 'internal_error', desc: SENTENCES.internal_error }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: {
    status: 429,
    code: 4,
    error: 'too_many_attempts',
    desc: SENTENCES.too_many_attempts,
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
  password_refused: INVALID,
  oauth_failed: TOKEN,
  takeover_failed: INTERNAL,
  ...nativeOnly(INVALID),
  cross_site: { status: 403, code: 3, error: 'invalid_request', desc: SENTENCES.cross_site },
  not_found: { status: 404, code: 6, error: 'not_found', desc: SENTENCES.not_found },
  method_not_allowed: {
    status: 405,
    code: 7,
    error: 'method_not_allowed',
    desc: SENTENCES.method_not_allowed,
  },
  payload_too_large: { status: 413, code: 8, error: 'payload_too_large', desc: SENTENCES.payload_too_large },
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}
