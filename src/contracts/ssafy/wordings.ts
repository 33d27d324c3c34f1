import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, nativeOnly } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'

export interface Wording {
  status: ContentfulStatusCode
  message: string
}

const WRONG: Wording = { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' }
const INVALID: Wording = { status: 400, message: SENTENCES.invalid_request }
const SIGNED_OUT: Wording = { status: 401, message: SENTENCES.signed_out }
const INTERNAL: Wording = { status: 500, message: 'Internal Server Error' }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: { status: 429, message: SENTENCES.too_many_attempts },
  signed_out: SIGNED_OUT,
  not_allowed_yet: SIGNED_OUT,
  invalid_token: SIGNED_OUT,
  session_stands: INTERNAL,
  unknown_email: { status: 401, message: '입력하신 이메일이 맞는지 확인해주세요.' },
  no_such_pair: { status: 409, message: '입력하신 회원 정보가 맞는지 확인해주세요.' },
  wrong_code: { status: 401, message: '올바른 인증 코드가 아닙니다.' },
  expired_code: { status: 403, message: '인증코드가 만료 되었습니다.' },
  wrong_second_factor: { status: 401, message: '올바른 인증 코드가 아닙니다.' },
  mail_failed: INTERNAL,
  invalid_proof: { status: 400, message: '비밀번호 재설정에 실패하였습니다.' },
  identity_mismatch: { status: 401, message: '일치하지 않는 아이디와 이메일입니다.' },
  unknown_identity: { status: 409, message: '입력하신 아이디와 이메일이 맞는지 확인해주세요.' },
  password_refused: { status: 400, message: '비밀번호 재설정에 실패하였습니다.' },
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
