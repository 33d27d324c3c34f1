import { FINISH } from '../../acts/sign-in.ts'
import { JWT, SECRET } from '../../world/answers.ts'
import { type Door, SENTENCES, type Wording } from '../table.ts'

export const FIND = '/api/users/login/searching-id'
export const RESET = '/api/users/login/reset-password'

/** The words of a route, whose 500 names the step that failed. */
export const failureOf =
  (step: string): Wording =>
  (status) => ({
    status,
    message: status === 500 ? `Internal Server Error, ${step} 실패` : SENTENCES[status],
  })

export const door: Door = {
  path: '/api/users/login',
  credentials: ({ username, password }) => ({ userId: username, password }),
  asks: { status: 403, body: { status: 403, message: '2단계 인증이 필요합니다.', challenge: SECRET } },
  finishes: () => ({ status: 200, body: { message: '로그인하였습니다.', token: JWT } }),
  route: FINISH,
  access: ({ token }) => token,
  fails: { status: 500, body: failureOf('로그인')(500) },
}
