import type { Failure } from '../../contracts/contract.ts'

export interface Problem {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503
  /** Stable, for programs. */
  code: string
  ko: string
  en: string
}

const problem = (status: Problem['status'], code: string, ko: string, en: string): Problem => ({
  status,
  code,
  ko,
  en,
})

const CREDENTIALS = problem(
  401,
  'bad_credentials',
  '아이디 또는 비밀번호가 올바르지 않습니다.',
  'The login or the password is wrong.',
)
const CODE = problem(401, 'wrong_code', '인증 코드가 올바르지 않습니다.', 'The code is wrong.')
const PROOF = problem(
  401,
  'invalid_proof',
  '재설정 권한이 없거나 만료되었습니다.',
  'There is no right to set this password, or it has expired.',
)
const INTERNAL = problem(
  500,
  'internal_error',
  '서버 오류가 발생했습니다.',
  'Something failed here. Try again later.',
)
const UNAVAILABLE = problem(
  503,
  'unavailable',
  '지금은 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해주세요.',
  'The service is out of order for now. Try again later.',
)

/** Every failure as RFC 9457 problem details. */
export const PROBLEMS: Record<Failure, Problem> = {
  invalid_request: problem(
    400,
    'invalid_request',
    '요청 형식이 올바르지 않습니다.',
    'The request is not of the documented form.',
  ),
  unknown_account: CREDENTIALS,
  wrong_password: CREDENTIALS,
  too_many_attempts: problem(
    429,
    'too_many_attempts',
    '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해주세요.',
    'Too many attempts. Try again later.',
  ),
  signed_out: problem(401, 'signed_out', '로그인이 필요합니다.', 'No living session came with the request.'),
  not_allowed_yet: problem(
    403,
    'not_allowed_yet',
    '먼저 로그인 절차를 마쳐주세요.',
    'The sign-in is not finished: its next step comes first.',
  ),
  invalid_token: problem(
    401,
    'invalid_token',
    '유효하지 않은 토큰입니다.',
    'The refresh token is unknown, spent, expired or revoked.',
  ),
  session_stands: UNAVAILABLE,
  unknown_email: CREDENTIALS,
  no_such_pair: CREDENTIALS,
  wrong_code: CODE,
  expired_code: problem(401, 'expired_code', '인증 코드가 만료되었습니다.', 'The code has expired.'),
  wrong_second_factor: CODE,
  mail_failed: problem(503, 'mail_failed', '메일을 보내지 못했습니다.', 'The mail could not be sent.'),
  invalid_proof: PROOF,
  identity_mismatch: PROOF,
  unknown_identity: PROOF,
  password_refused: problem(
    400,
    'password_refused',
    '사용할 수 없는 비밀번호입니다.',
    'This password may not be used.',
  ),
  second_factor_on: problem(
    409,
    'second_factor_on',
    '2단계 인증이 이미 켜져 있습니다.',
    'A second factor is on already.',
  ),
  second_factor_off: problem(
    409,
    'second_factor_off',
    '2단계 인증이 켜져 있지 않습니다.',
    'No second factor is on.',
  ),
  oauth_failed: problem(
    401,
    'oauth_failed',
    '외부 로그인에 실패했습니다.',
    'The provider vouches for nobody.',
  ),
  unknown_provider: problem(
    404,
    'unknown_provider',
    '지원하지 않는 로그인 제공자입니다.',
    'This provider is not offered here.',
  ),
  identity_taken: problem(
    409,
    'identity_taken',
    '다른 계정에 연결된 로그인입니다.',
    'This identity belongs to another account.',
  ),
  last_way_in: problem(
    409,
    'last_way_in',
    '유일한 로그인 수단은 해제할 수 없습니다.',
    'Without it there would be no way in.',
  ),
  wrong_passkey: problem(
    401,
    'wrong_passkey',
    '패스키로 확인하지 못했습니다.',
    'No passkey was shown that opens this, or not in time.',
  ),
  passkey_refused: problem(
    400,
    'passkey_refused',
    '패스키를 추가하지 못했습니다.',
    'This is no passkey that can be added, or it was not made in time.',
  ),
  passkey_taken: problem(409, 'passkey_taken', '이미 등록된 패스키입니다.', 'This passkey is there already.'),
  too_many_passkeys: problem(
    409,
    'too_many_passkeys',
    '패스키를 더 추가할 수 없습니다.',
    'The account has as many passkeys as it may.',
  ),
  unknown_passkey: problem(404, 'unknown_passkey', '해당 패스키가 없습니다.', 'You have no such passkey.'),
  reauthentication_needed: problem(
    403,
    'reauthentication_needed',
    '비밀번호를 입력하거나, 연결된 로그인으로 다시 로그인해주세요.',
    'Show the password, or sign in again at a linked provider first.',
  ),
  bad_username: problem(
    400,
    'bad_username',
    '사용할 수 없는 아이디입니다.',
    'A username has 2 to 32 letters, digits, dots, dashes or underscores.',
  ),
  bad_email: problem(400, 'bad_email', '이메일 주소를 확인해주세요.', 'This is no e-mail address.'),
  username_taken: problem(409, 'username_taken', '이미 사용 중인 아이디입니다.', 'The username is taken.'),
  unknown_session: problem(404, 'unknown_session', '해당 세션이 없습니다.', 'You have no such session.'),
  no_such_account: problem(404, 'no_such_account', '해당 계정이 없습니다.', 'There is no such account.'),
  unknown_realm: problem(400, 'unknown_realm', '알 수 없는 영역입니다.', 'There is no such realm.'),
  takeover_failed: UNAVAILABLE,
  sign_up_closed: problem(
    403,
    'sign_up_closed',
    '지금은 새로 가입할 수 없습니다.',
    'Nobody can register for now: accounts of an older service are coming over.',
  ),
  email_sign_in_off: problem(
    403,
    'email_sign_in_off',
    '메일 코드로 로그인하는 기능을 사용하지 않는 서비스입니다.',
    'Nobody signs in by a mailed code here: the operator has turned it off.',
  ),
  turnstile_needed: problem(
    403,
    'turnstile_needed',
    '사람인지 확인해주세요.',
    'Show that a person asks: a token of the Turnstile widget is missing.',
  ),
  turnstile_failed: problem(
    403,
    'turnstile_failed',
    '사람인지 확인하지 못했습니다. 다시 확인해주세요.',
    'The token of the Turnstile widget is wrong, used or over. Solve it again.',
  ),
  turnstile_down: UNAVAILABLE,
  same_realm: problem(
    409,
    'same_realm',
    '두 계정이 같은 영역에 있어 합칠 수 없습니다.',
    'Both accounts have a name in one realm, so they cannot become one.',
  ),
  no_password: problem(
    409,
    'no_password',
    '비밀번호가 없는 계정입니다. 연결된 로그인을 대신 연결하거나, 먼저 비밀번호를 정해주세요.',
    'An account has no password: link its identity instead, or set one first.',
  ),
  no_way_in: problem(
    409,
    'no_way_in',
    '이 계정에는 비밀번호를 정할 방법이 없습니다.',
    'Nobody could set a password: the account has none, no e-mail, no passkey, and no identity at an offered provider.',
  ),
  not_an_operator: problem(
    401,
    'not_an_operator',
    '관리자 인증이 필요합니다.',
    'The admin token is missing or wrong.',
  ),
  cross_site: problem(403, 'cross_site', '허용되지 않은 출처입니다.', 'Another site sent this request.'),
  not_found: problem(404, 'not_found', '요청한 경로를 찾을 수 없습니다.', 'There is nothing here.'),
  method_not_allowed: problem(
    405,
    'method_not_allowed',
    '허용되지 않은 메서드입니다.',
    'The path does not know this method.',
  ),
  payload_too_large: problem(413, 'payload_too_large', '요청 본문이 너무 큽니다.', 'The body is too large.'),
  unsupported_media_type: problem(
    415,
    'unsupported_media_type',
    '요청 본문은 JSON이어야 합니다. Content-Type: application/json',
    'The body must be JSON, with Content-Type: application/json.',
  ),
  internal_error: INTERNAL,
  unavailable: UNAVAILABLE,
}
