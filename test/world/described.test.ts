import { expect, test } from 'vitest'
import { undescribed } from './described.ts'

const NAMES = { id: 1, username: 'sunny', email: null, nickname: '햇살', email_verified: false }
const ACCOUNT = { ...NAMES, second_factor: false, password_changed_at: null }
const PROBLEM = {
  type: 'https://auth.test/problems/signed_out',
  status: 401,
  code: 'signed_out',
  title: 'Sign in.',
  instance: 'x',
}

function judge(method: string, path: string, status: number, body: object | null, type = 'application/json') {
  const headers = new Headers({
    'Content-Type': type,
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  })
  const reply = { status, headers, text: body ? JSON.stringify(body) : '', body, cookies: {} }
  return undescribed(new Request(`https://auth.test${path}`, { method }), reply)
}

const problem = (method: string, path: string, body: typeof PROBLEM) =>
  judge(method, path, body.status, body, 'application/problem+json')

test('a described reply is taken', () => {
  expect(judge('GET', '/v1/me', 200, ACCOUNT)).toBeNull()
  expect(judge('HEAD', '/v1/me', 200, null)).toBeNull()
  expect(judge('DELETE', '/v1/sessions/abc', 204, null)).toBeNull()
  expect(problem('GET', '/v1/me', PROBLEM)).toBeNull()
  expect(problem('GET', '/v1/nowhere', { ...PROBLEM, status: 404, code: 'not_found' })).toBeNull()
})

test.each([
  ['a field more', judge('GET', '/v1/me', 200, { ...ACCOUNT, password_hash: 'x' })],
  ['a field less', judge('GET', '/v1/me', 200, { ...ACCOUNT, nickname: undefined })],
  ['a field of another type', judge('GET', '/v1/me', 200, { ...ACCOUNT, id: '1' })],
  ['another media type', judge('GET', '/v1/me', 200, ACCOUNT, 'text/html')],
  ['no body', judge('GET', '/v1/me', 200, null)],
  ['another status', judge('GET', '/v1/me', 206, ACCOUNT)],
  ['a code that is not the route’s', problem('GET', '/v1/me', { ...PROBLEM, code: 'wrong_code' })],
  ['another sentence', judge('POST', '/user/logOut', 403, { success: false, message: '로그인' })],
  ['another envelope', judge('GET', '/api/auth/nowhere', 404, { status: 404, message: '…' })],
])('a reply with %s is none that is described', (_, fault) => {
  expect(fault).toContain('answered')
})

test('a 401 without its challenge is told', () => {
  const headers = new Headers({ 'Content-Type': 'application/problem+json' })
  const reply = { status: 401, headers, text: JSON.stringify(PROBLEM), body: PROBLEM, cookies: {} }
  expect(undescribed(new Request('https://auth.test/v1/me'), reply)).toContain('the challenge')
})
