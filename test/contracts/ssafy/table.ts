import * as z from 'zod'
import { GUEST } from '../../acts/callers.ts'
import { pair, type Rule, resetCode, resetQuery, resetToken } from '../../walks/rules.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import { PEOPLE } from '../../world/harness.ts'
import type { Failures, Table } from '../table.ts'
import { examples } from './documents.ts'
import { door, FIND, failureOf, RESET } from './door.ts'
import { flows } from './flows.ts'

const { username: userId, email, password } = PEOPLE.ssafy
const failure = failureOf('로그인')
const WRONG = { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' }

const failures: Failures = {
  person: PEOPLE.ssafy,
  stranger: 'stranger',
  routes: [
    { method: 'POST', path: door.path, body: { userId, password }, failure },
    {
      method: 'POST',
      path: RESET,
      body: { userId, email, code: 'AwZ12VBD' },
      failure: failureOf('인증 코드 확인'),
    },
    {
      method: 'PUT',
      path: RESET,
      body: { userId, email, password: 'ssafy123' },
      failure: failureOf('비밀번호 재설정'),
    },
  ],
  wrong: [401, WRONG],
  unknown: [401, WRONG],
  nowhere: '/api/users/nothing',
  wrongMethods: [
    { method: 'GET', path: door.path, allow: 'POST', failure },
    { method: 'POST', path: FIND, allow: 'GET, HEAD', failure },
    { method: 'DELETE', path: RESET, allow: 'GET, HEAD, POST, PUT', failure },
  ],
}

const text = z.string()
const envelope = {
  success: z.strictObject({
    message: text,
    token: text.optional(),
    userId: text.optional(),
    resetToken: text.optional(),
  }),
  failure: z.strictObject({
    status: z.int(),
    message: text,
    reason: text.optional(),
    challenge: text.optional(),
  }),
}

const access: Record<string, Rule> = {
  'POST /api/users/login': { may: 'open', request: () => ({ body: door.credentials(GUEST) }), passes: '200' },
  [`GET ${FIND}`]: { may: 'open', request: () => ({ path: `${FIND}?email=${GUEST.email}` }), passes: '200' },
  [`GET ${RESET}`]: { may: 'open', request: () => ({ path: resetQuery }), passes: '200' },
  [`POST ${RESET}`]: {
    may: 'open',
    request: async (h) => ({ body: { ...pair, code: await resetCode(h) } }),
    passes: '200',
  },
  [`PUT ${RESET}`]: {
    may: 'open',
    request: async (h) => ({
      body: { ...pair, password: NEW_PASSWORD, resetToken: await resetToken(h) },
    }),
    passes: '200',
  },
}

export const ssafy = {
  contract: 'ssafy',
  documents: examples,
  door,
  failures,
  envelopes: [['/api/users', envelope]],
  flows,
  access,
} satisfies Table
