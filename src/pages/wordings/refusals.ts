import type { Failure } from '../../contracts/contract.ts'

export interface PageWording {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503
  ko: string
  en: string
  /** Names of the field that it is about; the first that the form has counts. */
  field?: string[]
}

const refused = (status: PageWording['status'], ko: string, en: string, ...field: string[]): PageWording => ({
  status,
  ko,
  en,
  field,
})

const PASSWORD = refused(
  401,
  '아이디 또는 비밀번호가 올바르지 않습니다.',
  'The username or the password is wrong.',
  'current',
  'password',
)
const CODE = refused(
  401,
  '코드가 올바르지 않습니다. 다시 확인해 주세요.',
  'This code is not right. Check it and enter it again.',
  'code',
)
const PROOF = refused(
  401,
  '비밀번호를 다시 정할 수 있는 시간이 지났습니다. 처음부터 다시 해 주세요.',
  'The time for setting a new password is over. Please start again.',
)
const UNAVAILABLE = refused(
  503,
  '지금은 서비스를 이용할 수 없습니다. 아무것도 바뀌지 않았습니다.',
  'The service is out of order for now. Nothing was changed.',
)
const INVALID = refused(
  400,
  '보낸 내용을 읽을 수 없습니다. 페이지를 새로 연 뒤 다시 시도해 주세요.',
  'What was sent cannot be read. Open the page again and repeat it.',
)
const GONE = refused(
  404,
  '찾으시는 것이 없습니다. 이미 지워졌을 수 있습니다.',
  'That is not here; it may be gone already.',
)

/** Every failure in words for people. What no page can meet is worded all the same: nobody knows what comes. */
export const WORDINGS: Record<Failure, PageWording> = {
  invalid_request: INVALID,
  unknown_account: PASSWORD,
  wrong_password: PASSWORD,
  too_many_attempts: refused(429, '시도 횟수가 너무 많습니다.', 'There were too many attempts.'),
  signed_out: refused(401, '로그인이 필요합니다.', 'You have to sign in first.'),
  not_allowed_yet: refused(403, '먼저 로그인을 마쳐 주세요.', 'Finish signing in first.'),
  invalid_token: INVALID,
  session_stands: refused(
    503,
    '지금은 로그아웃할 수 없습니다. 아직 로그인되어 있습니다.',
    'You could not be signed out: you are still signed in.',
  ),
  unknown_email: PASSWORD,
  no_such_pair: PASSWORD,
  wrong_code: CODE,
  expired_code: refused(
    401,
    '코드의 사용 시간이 지났습니다. 새 코드를 받아 주세요.',
    'This code has expired. Ask for a new one.',
    'code',
  ),
  wrong_second_factor: CODE,
  mail_failed: refused(503, '메일을 보내지 못했습니다.', 'The mail could not be sent.'),
  invalid_proof: PROOF,
  identity_mismatch: PROOF,
  unknown_identity: PROOF,
  password_refused: refused(
    400,
    '쓸 수 없는 비밀번호입니다. 다른 비밀번호를 정해 주세요.',
    'This password cannot be used. Choose another.',
    'password',
  ),
  oauth_failed: refused(
    401,
    '다른 서비스를 통한 로그인이 끝나지 않았습니다. 다시 시도하거나 다른 방법으로 로그인해 주세요.',
    'Signing in with the other service did not work. Try again, or sign in another way.',
  ),
  takeover_failed: UNAVAILABLE,
  second_factor_on: refused(409, '2단계 인증이 이미 켜져 있습니다.', 'Two-step sign-in is on already.'),
  second_factor_off: refused(409, '2단계 인증이 켜져 있지 않습니다.', 'Two-step sign-in is not on.'),
  unknown_provider: refused(
    404,
    '이 서비스로는 로그인할 수 없습니다.',
    'You cannot sign in with that service here.',
  ),
  identity_taken: refused(
    409,
    '이미 다른 계정에 연결되어 있습니다.',
    'This is linked to another account already.',
  ),
  last_way_in: refused(
    409,
    '마지막으로 남은 로그인 방법이라서 없앨 수 없습니다.',
    'This is your last way to sign in, so it cannot be removed.',
  ),
  reauthentication_needed: refused(
    403,
    '계속하려면 비밀번호를 입력하거나 다시 로그인해 주세요.',
    'To go on, enter your password or sign in again.',
    'current',
    'password',
  ),
  bad_username: refused(400, '쓸 수 없는 아이디입니다.', 'This username cannot be used.', 'username'),
  bad_email: refused(400, '이메일 주소를 확인해 주세요.', 'Check the email address.', 'email'),
  username_taken: refused(
    409,
    '이미 쓰이고 있는 아이디입니다. 다른 아이디를 정해 주세요.',
    'Somebody has this username already. Choose another.',
    'username',
  ),
  unknown_session: GONE,
  no_such_account: GONE,
  unknown_realm: refused(400, '알 수 없는 서비스입니다.', 'There is no such service.'),
  sign_up_closed: refused(
    403,
    '지금은 새로 가입할 수 없습니다. 전에 쓰던 계정이 있으면 그 계정으로 로그인해 주세요.',
    'Nobody can sign up for now. If you had an account before, sign in with it.',
  ),
  email_sign_in_off: refused(
    403,
    '이 서비스에서는 메일 코드로 로그인할 수 없습니다. 다른 방법으로 로그인해 주세요.',
    'Nobody signs in with a code by mail here. Please sign in in another way.',
  ),
  turnstile_needed: refused(
    403,
    '사람인지 확인해 주세요. 아래 확인을 마친 뒤 다시 보내 주세요.',
    'Please show that you are a person: complete the check below, and send the form again.',
  ),
  turnstile_failed: refused(
    403,
    '사람인지 확인하지 못했습니다. 아래에서 다시 확인해 주세요.',
    'It could not be checked that you are a person. Please complete the check below once more.',
  ),
  turnstile_down: UNAVAILABLE,
  same_realm: refused(
    409,
    '두 계정의 이름이 같은 서비스에 있어서 합칠 수 없습니다.',
    'Both accounts have a name in the same service, so they cannot become one.',
  ),
  no_password: refused(
    409,
    '비밀번호가 없는 계정입니다. 먼저 비밀번호를 정해 주세요.',
    'The account has no password. Set one first.',
  ),
  no_way_in: refused(
    409,
    '이 계정에는 비밀번호를 정할 방법이 없습니다.',
    'Nobody could set a password for this account.',
  ),
  wrong_passkey: refused(
    401,
    '패스키로 확인하지 못했습니다. 다시 시도해 주세요.',
    'The passkey could not be checked. Please try again.',
  ),
  passkey_refused: refused(
    400,
    '패스키를 추가하지 못했습니다. 다시 시도해 주세요.',
    'The passkey could not be added. Please try again.',
  ),
  passkey_taken: refused(409, '이미 등록된 패스키입니다.', 'This passkey is there already.'),
  too_many_passkeys: refused(
    409,
    '패스키를 더 추가할 수 없습니다. 쓰지 않는 패스키를 먼저 지워 주세요.',
    'You have as many passkeys as there may be. Delete one first.',
  ),
  unknown_passkey: GONE,
  not_an_operator: refused(401, '관리자 토큰이 올바르지 않습니다.', 'The admin token is not right.', 'token'),
  cross_site: refused(
    403,
    '이 요청은 다른 사이트에서 왔습니다. 여기에서 다시 시도해 주세요.',
    'This was sent from another site. Start again from here.',
  ),
  not_found: refused(404, '페이지를 찾을 수 없습니다.', 'There is no such page.'),
  method_not_allowed: refused(405, '이 페이지에서는 할 수 없는 일입니다.', 'This page does not do that.'),
  payload_too_large: refused(413, '보낸 내용이 너무 깁니다.', 'What was sent is too long.'),
  unsupported_media_type: { ...INVALID, status: 415 },
  internal_error: refused(
    500,
    '문제가 생겨서 처리하지 못했습니다. 잠시 뒤에 다시 시도해 주세요.',
    'Something failed here. Please try again later.',
  ),
  unavailable: UNAVAILABLE,
}
