import { DATABASE_DOWN, DEVICE, RESET_TOKEN } from '../../world/answers.ts'
import { type Harness, PEOPLE } from '../../world/harness.ts'
import { type Before, type Example, failure } from '../example.ts'

const accounts = [PEOPLE.ssafy, PEOPLE.busking]
const ANOTHERS_EMAIL = { 'ssafy@naver.com': 'busking@example.com' }
const UNKNOWN_EMAIL = { 'ssafy@naver.com': 'nobody@naver.com' }

const ASK = {
  method: 'GET',
  path: '/api/users/login/reset-password',
  params: `{
  "userId" : "dudqo225",
  "email" : "ssafy@naver.com"
}`,
}

const CHECK = {
  method: 'POST',
  path: '/api/users/login/reset-password',
  body: `{
  "userId" : "dudqo225",
  "email" : "ssafy@naver.com",
  "code" : "AwZ12VBD"
}`,
}

const SET = {
  method: 'PUT',
  path: '/api/users/login/reset-password',
  body: `{
  "userId" : "dudqo225",
  "email" : "ssafy@naver.com",
  "password" : "ssafy123"
}`,
}

const RESET_COOKIE = (seconds: number) => ({
  reset: `Max-Age=${seconds}; Path=${SET.path}; HttpOnly; Secure; SameSite=Strict`,
})

/** The code that was mailed stands where the document has its own. */
async function mailed({ request, mail }: Harness) {
  await request('GET', `${ASK.path}?userId=dudqo225&email=ssafy@naver.com`)
  return { instead: { AwZ12VBD: await mail.code('ssafy@naver.com') } }
}

async function mailedLongAgo(h: Harness) {
  const before = await mailed(h)
  h.clock.pass(10 * 60_000)
  return before
}

async function proven(h: Harness): Promise<Before> {
  const { instead } = await mailed(h)
  const { body } = await h.request('POST', CHECK.path, {
    raw: CHECK.body.replace('AwZ12VBD', instead.AwZ12VBD),
  })
  return { cookies: { reset: body.resetToken } }
}

/** 비밀번호 재설정, the three steps of it. */
export const reset: Example[] = [
  {
    title: '이메일 인증 성공',
    accounts,
    request: ASK,
    answer: {
      status: 200,
      body: String.raw`{
  "message" : "입력한 이메일로 인증 메일을 발송했습니다.\n 이메일에 표시된 인증코드를 입력해주세요."
}`,
    },
  },
  {
    title: '이메일 인증 실패 (입력 정보 불일치하거나 해당 정보가 없을 때)',
    accounts,
    request: ASK,
    instead: ANOTHERS_EMAIL,
    answer: failure(`{
  "status" : 409,
  "message" : "입력하신 회원 정보가 맞는지 확인해주세요."
}`),
  },
  {
    title: '이메일 인증 실패 (서버 오류)',
    accounts,
    env: DATABASE_DOWN,
    request: ASK,
    answer: failure(`{
  "status" : 500,
  "message" : "Internal Server Error, 이메일 인증 실패"
}`),
  },
  {
    title: '이메일 인증 코드 확인 성공',
    accounts,
    before: mailed,
    request: CHECK,
    answer: {
      status: 200,
      body: `{
  "message" : "이메일 인증 완료 되었습니다."
}`,
    },
    ours: { body: { resetToken: RESET_TOKEN }, cookies: RESET_COOKIE(600) },
  },
  {
    title: '이메일 인증 코드 확인 실패 (올바른 인증 코드가 아닌 경우)',
    accounts,
    request: CHECK,
    answer: failure(`{
  "status" : 401,
  "message" : "올바른 인증 코드가 아닙니다."
}`),
  },
  {
    title: '이메일 인증 코드 확인 실패 (입력 유효 시간 초과)',
    accounts,
    before: mailedLongAgo,
    request: CHECK,
    answer: failure(`{
	"status": 403,
	"message": "인증코드가 만료 되었습니다."
}`),
  },
  {
    title: '이메일 인증 코드 확인 실패 (서버 오류)',
    accounts,
    env: DATABASE_DOWN,
    request: CHECK,
    answer: failure(`{
  "status" : 500,
  "message" : "Internal Server Error, 인증 코드 확인 실패"
}`),
  },
  {
    title: '비밀번호 재설정 성공',
    accounts,
    before: proven,
    request: SET,
    answer: {
      status: 200,
      body: `{
  "message" : "비밀번호 재설정이 완료 되었습니다."
}`,
    },
    ours: { cookies: { ...DEVICE, ...RESET_COOKIE(0) } },
  },
  {
    title: '비밀번호 재설정 실패',
    accounts,
    request: SET,
    answer: failure(`{
  "status" : 400,
  "message" : "비밀번호 재설정이 완료 되었습니다."
}`),
    // The document repeats the sentence of success, an evident slip.
    ours: { body: { message: '비밀번호 재설정에 실패하였습니다.' } },
  },
  {
    title: '비밀번호 재설정 실패(사용자 아이디와 사용자 이메일 불일치))',
    accounts,
    before: proven,
    request: SET,
    instead: ANOTHERS_EMAIL,
    answer: failure(`{
  "status" : 401,
  "message" : "일치하지 않는 아이디와 이메일입니다."
}`),
  },
  {
    title: '비밀번호 재설정 실패(존재하지 않는 아이디와 이메일))',
    accounts,
    before: proven,
    request: SET,
    instead: UNKNOWN_EMAIL,
    answer: failure(`{
  "status" : 409,
  "message" : "입력하신 아이디와 이메일이 맞는지 확인해주세요."
}`),
  },
  {
    title: '비밀번호 재설정 실패 (서버 오류)',
    accounts,
    env: DATABASE_DOWN,
    request: SET,
    answer: failure(`{
  "status" : 500,
  "message" : "Internal Server Error, 비밀번호 재설정 실패"
}`),
  },
]
