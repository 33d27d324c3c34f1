import { CLEARED_COOKIE, cookieValue, DEVICE, FULL_COOKIE, KV_DOWN } from '../../world/answers.ts'
import { type Harness, PEOPLE } from '../../world/harness.ts'
import type { Example } from '../example.ts'

/** The document names the fields of this request and gives no values. */
const LOGIN = {
  method: 'POST',
  path: '/user/logIn/local',
  body: '{ "email": "test_email@example.com", "password": "moviemovie1" }',
}
const LOGOUT = { method: 'POST', path: '/user/logOut' }

/** The e-mail is a whole one, and the hash stays here. */
const user = { user_email: 'test_email@example.com', user_password: '[redacted]' }

async function signedIn({ request }: Harness) {
  const reply = await request('POST', LOGIN.path, { raw: LOGIN.body })
  const name = '__Host-munjigi_session'
  return { cookies: { [name]: cookieValue(reply, name) } }
}

export const examples: Example[] = [
  {
    title: '로그인 성공',
    accounts: [PEOPLE.movie],
    request: LOGIN,
    answer: {
      status: 200,
      body: `{
    "user": {
        "user_email": "test_email",
        "user_password": "$2b$05$m5dp.T7.Adn/vs.mYoPxVe6Xj6AOGsNgOeDl/9eMLSrcHyE7iNmJK"
    },
    "success": true,
    "message": "로그인 성공."
}`,
    },
    ours: { body: { user }, cookies: { '__Host-munjigi_session': FULL_COOKIE, ...DEVICE } },
  },
  {
    title: '로그인 실패: 비밀번호',
    accounts: [PEOPLE.movie],
    request: LOGIN,
    instead: { moviemovie1: 'moviemovie2' },
    // The document writes this answer and the next as one, with "or" between the two sentences.
    answer: {
      status: 404,
      body: `{
    "success": false,
    "message": "비밀번호가 일치하지 않습니다."
}`,
    },
  },
  {
    title: '로그인 실패: 유저',
    accounts: [PEOPLE.movie],
    request: LOGIN,
    instead: { 'test_email@example.com': 'nobody@example.com' },
    answer: {
      status: 404,
      body: `{
    "success": false,
    "message": "해당 유저가 존재하지 않습니다."
}`,
    },
  },
  {
    title: '성공적인 로그아웃',
    accounts: [PEOPLE.movie],
    before: signedIn,
    request: LOGOUT,
    answer: {
      status: 200,
      body: `{
    "success": true,
    "user": {
        "user_email": "test_email",
        "user_password": "$2b$05$m5dp.T7.Adn/vs.mYoPxVe6Xj6AOGsNgOeDl/9eMLSrcHyE7iNmJK"
    },
    "message": "logout success"
}`,
    },
    ours: { body: { user }, cookies: { '__Host-munjigi_session': CLEARED_COOKIE } },
  },
  {
    title: '로그인 필요',
    accounts: [PEOPLE.movie],
    request: LOGOUT,
    answer: {
      status: 403,
      body: `{
    "success": false,
    "message": "로그인 필요"
}`,
    },
  },
  {
    title: '로그아웃 실패',
    accounts: [PEOPLE.movie],
    before: signedIn,
    env: KV_DOWN,
    request: LOGOUT,
    answer: {
      status: 404,
      body: `{
    "success": false,
    "user": {
        "user_email": "test_email",
        "user_password": "$2b$05$m5dp.T7.Adn/vs.mYoPxVe6Xj6AOGsNgOeDl/9eMLSrcHyE7iNmJK"
    },
    "message": "logout fail"
}`,
    },
    ours: { body: { user } },
  },
]
