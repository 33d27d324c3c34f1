import { DATABASE_DOWN, DEVICE, JWT } from '../../world/answers.ts'
import { PEOPLE } from '../../world/harness.ts'
import { type Example, failure } from '../example.ts'
import { reset } from './reset-documents.ts'

const accounts = [PEOPLE.ssafy]

const LOGIN = {
  method: 'POST',
  path: '/api/users/login',
  body: `{
  "userId" : "dudqo225",
  "password" : "ssafy123123"
}`,
}

const FIND = {
  method: 'GET',
  path: '/api/users/login/searching-id',
  params: `{
  "email" : "ssafy@naver.com"
}`,
}

export const examples: Example[] = [
  {
    title: '로그인 성공',
    accounts,
    request: LOGIN,
    answer: {
      status: 200,
      body: `{
  "message" : "로그인하였습니다.",
  "token" : "asfasdfawefzxcvzxvdsv.asdfweefwfwefzxvxcvxzcv.wqwdafsdfsdf"
}`,
    },
    ours: { body: { token: JWT }, cookies: DEVICE },
  },
  {
    title: '로그인 실패 (아이디 또는 비밀번호 불일치)',
    accounts,
    request: LOGIN,
    instead: { ssafy123123: 'ssafy321321' },
    answer: failure(`{
  "status" : 401,
  "message" : "아이디 또는 비밀번호를 확인해주세요."
}`),
  },
  {
    title: '로그인 실패 (서버 오류)',
    accounts,
    env: DATABASE_DOWN,
    request: LOGIN,
    answer: failure(`{
  "status" : 500,
  "message" : "Internal Server Error, 로그인 실패"
}`),
  },
  {
    title: '아이디 찾기 성공',
    accounts,
    request: FIND,
    answer: {
      status: 200,
      body: `{
  "message" : "아이디 찾기에 성공하였습니다.",
  "userId" : "dudqo***" 
}`,
    },
  },
  {
    title: '아이디 찾기 실패 (입력 정보 불일치하거나 해당 정보가 없을 때)',
    accounts,
    request: FIND,
    instead: { 'ssafy@naver.com': 'nobody@naver.com' },
    answer: failure(`{
  "status" : 401,
  "message" : "입력하신 이메일이 맞는지 확인해주세요."
}`),
  },
  {
    title: '아이디 찾기 실패 (서버 오류)',
    accounts,
    env: DATABASE_DOWN,
    request: FIND,
    answer: failure(`{
  "status" : 500,
  "message" : "Internal Server Error, 아이디 찾기 실패"
}`),
  },
  ...reset,
]
