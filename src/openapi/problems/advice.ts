/** What to do about each problem, by its code: for whoever writes the client, and so for who uses it. */
export const ADVICE: Record<string, { en: string; ko: string }> = {
  invalid_request: {
    en: '`errors` names every field that is wrong, by a JSON pointer into the body or by the parameter of the query. Mend those and send it again; nothing was done.',
    ko: '`errors`에 잘못된 항목이 모두 있습니다. 본문은 JSON 포인터로, 쿼리는 매개변수 이름으로 가리킵니다. 고쳐서 다시 보내세요. 아무것도 처리되지 않았습니다.',
  },
  bad_credentials: {
    en: 'Whether there is such a login is not told. Ask for both again, and offer to reset the password by mail. Each wrong one counts: after five from one network the next waits.',
    ko: '그런 아이디가 있는지는 알려주지 않습니다. 아이디와 비밀번호를 다시 입력하거나 메일로 비밀번호를 재설정하게 하세요. 틀릴 때마다 횟수에 포함되며, 한 네트워크에서 다섯 번 틀리면 기다려야 합니다.',
  },
  too_many_attempts: {
    en: 'Wait for as many seconds as `retry_after` and `Retry-After` say before the next one; what is sent earlier is refused without a look at it. It is the same for accounts that exist and those that do not.',
    ko: '`retry_after`와 `Retry-After`의 초만큼 기다린 뒤 다시 시도하세요. 그 전의 요청은 확인 없이 거절됩니다. 계정이 있든 없든 같습니다.',
  },
  signed_out: {
    en: 'No living session came along: none at all, one that has ended or expired, or a token that is not valid here. `WWW-Authenticate` tells an expired token from any other. Renew it with the refresh token, or sign in.',
    ko: '살아 있는 세션이 없습니다. 아예 없거나, 끝났거나 만료되었거나, 여기서 쓸 수 없는 토큰입니다. 만료된 토큰은 `WWW-Authenticate`에 표시됩니다. 리프레시 토큰으로 갱신하거나 다시 로그인하세요.',
  },
  not_allowed_yet: {
    en: 'The session waits for its second factor, or must change its password. Its next step comes first: `POST /v1/sessions/second-factor`, or `PUT /v1/me/password`.',
    ko: '2단계 인증이나 비밀번호 변경이 남아 있는 세션입니다. 먼저 `POST /v1/sessions/second-factor` 또는 `PUT /v1/me/password`를 호출하세요.',
  },
  invalid_token: {
    en: 'A refresh token is good once, at the contract that gave it out. Sign in again. Where a client did not make the second use, the token may have been stolen: the session has been ended.',
    ko: '리프레시 토큰은 발급한 계약에서 한 번만 쓸 수 있습니다. 다시 로그인하세요. 직접 두 번 쓴 것이 아니라면 토큰이 유출되었을 수 있으며, 그 세션은 종료되었습니다.',
  },
  unavailable: {
    en: 'Storage or another service that is needed does not answer, or the configuration is refused; the log says which, under the request’s id. Send the same request again after `retry_after` seconds: it is not done by half.',
    ko: '저장소나 필요한 다른 서비스가 응답하지 않거나 설정이 거부되었습니다. 자세한 내용은 요청 ID로 로그에 있습니다. `retry_after`초 뒤에 같은 요청을 다시 보내세요. 절반만 처리되는 일은 없습니다.',
  },
  wrong_code: {
    en: 'Ask for the code again. A mailed one has eight letters or digits, ten where it signs in, an app’s six digits of this half minute; a wrong one counts as a guess.',
    ko: '코드를 다시 입력하게 하세요. 메일의 코드는 글자와 숫자 8자(로그인 코드는 10자), 인증 앱의 코드는 30초마다 바뀌는 6자리 숫자입니다. 틀리면 횟수에 포함됩니다.',
  },
  expired_code: {
    en: 'The code’s time is over, it was used, or too many were guessed. Have another one mailed.',
    ko: '코드의 시간이 지났거나 이미 사용했거나 너무 많이 틀렸습니다. 새 코드를 요청하세요.',
  },
  mail_failed: {
    en: 'The letter did not go out. Try again in a while.',
    ko: '메일이 발송되지 않았습니다. 잠시 후 다시 시도하세요.',
  },
  invalid_proof: {
    en: 'The right to set the password was used, has expired after ten minutes, or is another account’s. Begin again: have a code mailed, check it, set the password.',
    ko: '비밀번호를 정할 권한을 이미 사용했거나, 10분이 지나 만료되었거나, 다른 계정의 것입니다. 코드를 다시 메일로 받는 것부터 시작하세요.',
  },
  password_refused: {
    en: '`reason`, and `errors` in words, say why. A password has 8 to 128 characters of any kind, is none of the most common ones, and is not the username or the address.',
    ko: '`reason`과 `errors`에 이유가 있습니다. 비밀번호는 8~128자이며, 흔한 비밀번호나 아이디, 이메일 주소와 같으면 안 됩니다.',
  },
  second_factor_on: {
    en: 'Turn it off first to enrol another app.',
    ko: '다른 앱을 등록하려면 먼저 2단계 인증을 끄세요.',
  },
  second_factor_off: {
    en: 'Enrol an app first, and confirm it with a code.',
    ko: '먼저 앱을 등록하고 코드로 확인하세요.',
  },
  oauth_failed: {
    en: 'The provider vouched for nobody, or the sign-in was begun in another browser or more than ten minutes ago. Begin it again; the log says what the provider answered.',
    ko: '제공자가 확인해 주지 않았거나, 다른 브라우저에서 또는 10분보다 전에 시작한 로그인입니다. 처음부터 다시 하세요. 제공자의 답은 로그에 있습니다.',
  },
  unknown_provider: {
    en: 'A provider is offered once its id and secret are configured, and unlinked only where it is linked.',
    ko: '제공자는 ID와 비밀 값이 설정되어야 제공됩니다. 연결되지 않은 로그인은 해제할 수 없습니다.',
  },
  identity_taken: {
    en: 'Somebody else’s account has this identity. Sign in with it, and unlink it there first.',
    ko: '다른 계정이 이 로그인을 사용합니다. 그 계정으로 로그인해 먼저 연결을 해제하세요.',
  },
  last_way_in: {
    en: 'Set a password, add a passkey, or link another provider, before this one goes.',
    ko: '먼저 비밀번호를 정하거나, 패스키나 다른 제공자를 추가하세요.',
  },
  wrong_passkey: {
    en: 'The challenge is over after five minutes, was answered before, or was given out to another browser or for something else; or the passkey is not known here. Ask for new options and try once more; the log says which it was.',
    ko: '5분이 지났거나, 이미 사용했거나, 다른 브라우저나 다른 용도로 받은 요청입니다. 또는 등록되지 않은 패스키입니다. 옵션을 새로 받아 다시 시도하세요. 자세한 이유는 로그에 있습니다.',
  },
  passkey_refused: {
    en: 'Ask for new options and make it once more, on a page of this service or of an allowed origin, with a device that verifies its user; ES256, EdDSA and RS256 are known. The log says what was wrong.',
    ko: '옵션을 새로 받아, 이 서비스나 허용된 출처의 페이지에서 사용자를 확인하는 기기로 다시 만드세요. ES256, EdDSA, RS256을 지원합니다. 자세한 이유는 로그에 있습니다.',
  },
  passkey_taken: {
    en: 'Nothing is left to do where it is yours: the list has it. Otherwise make another one.',
    ko: '본인의 패스키라면 이미 목록에 있습니다. 아니라면 새로 만드세요.',
  },
  too_many_passkeys: {
    en: 'An account has 20 at most. Delete one that is not used any more.',
    ko: '계정마다 최대 20개입니다. 쓰지 않는 패스키를 삭제하세요.',
  },
  unknown_passkey: {
    en: 'It was deleted, or is not yours. The list has those that there are.',
    ko: '삭제되었거나 다른 사람의 패스키입니다. 목록을 다시 확인하세요.',
  },
  reauthentication_needed: {
    en: 'What cannot be undone asks for the password again, in the body; an account without one signs in afresh at a linked provider (`POST /v1/me/reauthentication/:provider`).',
    ko: '되돌릴 수 없는 일에는 본문에 비밀번호가 다시 필요합니다. 비밀번호가 없는 계정은 연결된 제공자에서 새로 로그인하세요(`POST /v1/me/reauthentication/:provider`).',
  },
  bad_username: {
    en: '2 to 32 letters of English or Hangul, digits, dots, dashes and underscores, the first a letter or a digit.',
    ko: '영문, 한글, 숫자와 . - _ 로 2~32자이며, 글자나 숫자로 시작해야 합니다.',
  },
  bad_email: {
    en: 'A plain address, as `name@example.com`.',
    ko: '`name@example.com` 같은 주소여야 합니다.',
  },
  username_taken: {
    en: 'Choose another one. Capitals make no difference.',
    ko: '다른 아이디를 고르세요. 대소문자는 구분하지 않습니다.',
  },
  unknown_realm: {
    en: 'A realm is one that the configuration puts a contract into, or `main`. Leave `realm` out for the one that names are looked up in by default.',
    ko: '영역은 설정에서 계약이 속한 것으로 정한 이름이거나 `main`입니다. 기본 영역에서 찾으려면 `realm`을 빼세요.',
  },
  same_realm: {
    en: 'In each realm an account has one name at most. Two that have one in the same realm stay two; give one of them up by erasing it.',
    ko: '영역마다 계정의 이름은 하나뿐입니다. 같은 영역에 있는 두 계정은 합칠 수 없으니, 필요 없는 계정을 삭제하세요.',
  },
  no_password: {
    en: 'Where it is the other account, sign in as this one and link its identity (`POST /v1/me/identities/:provider`): both become one. Where it is this one, set a password first.',
    ko: '상대 계정에 비밀번호가 없으면 이 계정으로 로그인해 그 로그인 제공자를 연결하세요(`POST /v1/me/identities/:provider`). 이 계정에 없으면 먼저 비밀번호를 정하세요.',
  },
  sign_up_closed: {
    en: 'Accounts of an older service are still moving in, and a new name could be one of theirs. Sign in with the password from there; signing up opens once the operator ends the move.',
    ko: '이전 서비스의 계정을 옮기는 중이라 새 이름을 만들 수 없습니다. 이전 서비스의 비밀번호로 로그인하세요. 운영자가 이전을 마치면 가입할 수 있습니다.',
  },
  email_sign_in_off: {
    en: 'Sign in with the password, a provider or a passkey, and do not offer the code. The operator turns it on by `EMAIL_SIGN_IN`.',
    ko: '코드 대신 비밀번호, 로그인 제공자 또는 패스키로 로그인하세요. 운영자가 `EMAIL_SIGN_IN`으로 켤 수 있습니다.',
  },
  turnstile_needed: {
    en: 'Show the Turnstile widget, with the site key of this service and the action of the route, and send its token as `turnstile`. Nothing was counted. A sign-in is asked for one after three failures only.',
    ko: '이 서비스의 사이트 키와 해당 경로의 액션으로 Turnstile 위젯을 보여 주고, 받은 토큰을 `turnstile`로 보내세요. 횟수에는 포함되지 않았습니다. 로그인은 세 번 실패한 뒤에만 토큰이 필요합니다.',
  },
  turnstile_failed: {
    en: 'A token counts once, within five minutes, for the page and the action that it was made for. Reset the widget, and send the next one; the log says what was wrong.',
    ko: '토큰은 만들어진 페이지와 액션에서 5분 안에 한 번만 쓸 수 있습니다. 위젯을 다시 실행해 새 토큰을 보내세요. 이유는 로그에 있습니다.',
  },
  unknown_session: {
    en: 'It has ended already, or is not yours. The list has those that live.',
    ko: '이미 끝났거나 다른 사람의 세션입니다. 목록에는 살아 있는 세션만 있습니다.',
  },
  no_such_account: {
    en: 'There is no account of this id, or none any more.',
    ko: '이 ID의 계정이 없거나 삭제되었습니다.',
  },
  no_way_in: {
    en: 'Give the account an address first, or import one of its identities.',
    ko: '먼저 계정에 이메일 주소나 로그인 제공자를 연결하세요.',
  },
  not_an_operator: {
    en: 'Send `Authorization: Bearer` with the admin token. Thirty wrong ones close the door to a network for the rest of the hour.',
    ko: '관리자 토큰을 `Authorization: Bearer`로 보내세요. 한 네트워크에서 서른 번 틀리면 그 시간 동안 막힙니다.',
  },
  cross_site: {
    en: 'A page of another origin sent a change. Where it is your own client, the operator adds its origin to `ALLOWED_ORIGINS`, as browsers write it.',
    ko: '다른 출처의 페이지가 변경을 요청했습니다. 직접 만든 클라이언트라면 운영자가 그 출처를 `ALLOWED_ORIGINS`에 추가해야 합니다.',
  },
  not_found: { en: '`GET /openapi.json` has every path.', ko: '모든 경로는 `GET /openapi.json`에 있습니다.' },
  method_not_allowed: {
    en: '`Allow` has the methods that the path knows.',
    ko: '경로가 아는 메서드는 `Allow`에 있습니다.',
  },
  payload_too_large: { en: 'A body has 16 KiB at most.', ko: '본문은 최대 16 KiB입니다.' },
  unsupported_media_type: {
    en: 'Send JSON, and say so: `Content-Type: application/json`. Forms are not read.',
    ko: 'JSON을 보내고 `Content-Type: application/json`을 함께 보내세요. 폼은 읽지 않습니다.',
  },
  internal_error: {
    en: 'This is a fault of the service. Tell its operator the `instance`, by which the log is searched; trying again may help.',
    ko: '서비스의 오류입니다. 로그를 찾을 수 있도록 운영자에게 `instance` 값을 알려주세요. 다시 시도하면 될 수도 있습니다.',
  },
}
