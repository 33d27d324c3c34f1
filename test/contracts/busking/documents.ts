import { DEVICE, JWT, REFRESH_TOKEN } from '../../world/answers.ts'
import { PEOPLE } from '../../world/harness.ts'
import type { Example } from '../example.ts'

const LOGIN = {
  method: 'POST',
  path: '/api/auth/login',
  headers: { 'Content-Type': 'application/json' },
  body: `{
  "username": "busking123",
  "password": "securepassword@"
}`,
}

const headers = { 'Content-Type': 'application/json' }

export const examples: Example[] = [
  {
    title: '로그인 성공 (200 OK)',
    accounts: [PEOPLE.busking],
    request: LOGIN,
    answer: {
      status: 200,
      headers,
      body: `{
  "success": true,
  "message": "로그인이 성공적으로 완료되었습니다.",
  "data": {
    "accessToken": "eyJhbGciOiJIUzI1NiIs...",
    "refreshToken": "eyJhbGciOiJIUzI1NiIs...",
    "user": {
      "id": 1,
      "username": "busking123",
      "nickname": "버스킹짱"
    }
  }
}`,
    },
    ours: { body: { data: { accessToken: JWT, refreshToken: REFRESH_TOKEN } }, cookies: DEVICE },
  },
  {
    title: '401 Unauthorized (아이디, 비밀번호 불일치 시)',
    accounts: [PEOPLE.busking],
    request: LOGIN,
    instead: { 'securepassword@': 'securepassword!' },
    answer: {
      status: 401,
      headers,
      body: `{
  "success": false,
  "message":  "아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.",
  "errorCode": "USER_NOT_FOUND",
  "data": null
}`,
    },
  },
]
