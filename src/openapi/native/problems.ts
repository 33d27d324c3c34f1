import { PROBLEMS } from '../../api/problems.ts'
import type { Failure } from '../../contracts/engine.ts'
import { type Contract, type Scheme, saying } from '../describe.ts'

/** RFC 9457 problem details; the title is in English or Korean. */
export const problems: Contract['failures'] = saying(
  PROBLEMS,
  ({ status, code, en }) => ({ type: 'about:blank', status, code, title: en }),
  { type: 'application/problem+json', free: ['title'], tellsFlaw: true },
)

export const OWN: Scheme[] = ['cookie', 'session', 'bearer']
export const SESSION: Failure[] = ['signed_out', 'not_allowed_yet']
export const PASSWORD: Failure[] = [...SESSION, 'wrong_password', 'too_many_attempts']
