import { identities } from '../../../src/db/schema.ts'
import { DEVICE, FULL_COOKIE, PENDING_COOKIE } from '../../world/answers.ts'
import { type Harness, PEOPLE, START } from '../../world/harness.ts'
import { browser, ISSUER, standIn } from '../../world/providers.ts'
import type { Example } from '../example.ts'

/** The document names the fields of this request and gives no values. */
const LOGIN = {
  method: 'POST',
  path: '/login',
  body: '{ "id": "busking123", "password": "securepassword@" }',
}
const AS_PONG = { busking123: 'pong42', 'securepassword@': 'pongpong42' }

/** Its body is ours: the document gives none. */
const BY_42 = {
  method: 'POST',
  path: '/login/oauth/42',
  body: '{ "code": "code-of-42", "state": "state-of-42" }',
}

/** What 42 gave the browser stands in our body. */
async function approved(h: Harness) {
  const { depart, jar } = browser(h)
  const { searchParams } = new URL(await depart(BY_42.path), ISSUER)
  const instead = {
    'code-of-42': searchParams.get('code') ?? '',
    'state-of-42': searchParams.get('state') ?? '',
  }
  return { instead, cookies: jar }
}

/** The person at 42 is the first account here. */
async function approvedAsPong(h: Harness) {
  const { id } = (await standIn(h, '42').look()).person
  const identity = { provider: '42', subject: String(id), accountId: 1, createdAt: START }
  await h.db.insert(identities).values(identity)
  return approved(h)
}

const headers = { 'Set-Cookie': 'session=abcdef1234567890' }
const OURS = { 'Set-Cookie': /(^|, )session=[\w-]{43};/ }

export const examples: Example[] = [
  {
    title: '로그인 실패',
    accounts: [PEOPLE.busking],
    request: LOGIN,
    instead: { 'securepassword@': 'securepassword!' },
    answer: {
      status: 200,
      body: `{ 
  "data" :{},
  "resStatus" :
  {
    "code"   : "0001"
    "message": "아이디/패스워드가 일치하지 않습니다."
  }
}`,
    },
  },
  {
    title: '로그인 성공 : 2FA 비활성화시, 메인 페이지 이동',
    accounts: [PEOPLE.busking],
    request: LOGIN,
    answer: {
      status: 200,
      headers,
      body: `{ 
  "data" : '/main',
  "resStatus" :
  {
    "code"   : "0002"
    "message": ""
  }
}`,
    },
    ours: { headers: OURS, cookies: { session: FULL_COOKIE, ...DEVICE } },
  },
  {
    title: '로그인 성공 : 2FA 활성화시, 인증 페이지 이동',
    accounts: [PEOPLE.pong],
    request: LOGIN,
    instead: AS_PONG,
    answer: {
      status: 301,
      headers,
      body: `{ 
  "data" : '/auth',
  "resStatus" :
  {
    "code"   : "0002"
    "message": ""
  }
}`,
    },
    // The document's own update of 08.08: 200 OK instead of a redirect.
    ours: { status: 200, headers: OURS, cookies: { session: PENDING_COOKIE } },
  },
  {
    title: 'OAuth 로그인 성공 : 2FA 비활성화시, 메인 페이지 이동',
    accounts: [],
    before: approved,
    request: BY_42,
    answer: {
      status: 200,
      headers,
      body: `{ 
  "data" : '/main',
  "resStatus" :
  {
    "code"   : "0002"
    "message": ""
  }
}`,
    },
    ours: { headers: OURS, cookies: { session: FULL_COOKIE, ...DEVICE } },
  },
  {
    title: 'OAuth 로그인 성공 : 2FA 활성화시, 인증 페이지 이동',
    accounts: [PEOPLE.pong],
    before: approvedAsPong,
    request: BY_42,
    answer: {
      status: 200,
      headers,
      body: `{ 
  "data" : '/auth',
  "resStatus" :
  {
    "code"   : "0002"
    "message": ""
  }
}`,
    },
    ours: { headers: OURS, cookies: { session: PENDING_COOKIE } },
  },
]
