import type { Occasion } from '../../contracts/contract.ts'
import type { Fault, RefusalDetail } from '../../core/refusal.ts'
import { faultFields } from './faults.ts'
import type { Problem } from './wordings.ts'

/** RFC 9457 §6.1. */
export const PROBLEM_TYPE = 'application/problem+json'

/** Below the issuer; each answers with a page that explains the problem. */
export const PROBLEM_PAGES = '/problems/' as const

/** Problem details (RFC 9457), in the language that the client prefers. */
export function problemDetails(
  { status, code, ...title }: Problem,
  { failure, method, language, issuer, requestId, detail }: Occasion,
) {
  const faults = detail.faults ?? ofPolicy(failure, detail, method)
  return {
    type: `${issuer.replace(/\/$/, '')}${PROBLEM_PAGES}${code}`,
    status,
    code,
    title: title[language],
    instance: requestId,
    ...(detail.flaw && { reason: detail.flaw }),
    ...(faults.length > 0 && { errors: faults.map((fault) => faultFields(fault, language)) }),
    ...(detail.retryAfter !== undefined && { retry_after: detail.retryAfter }),
  }
}

/** The field that a refusal is about by its name alone. */
function ofPolicy(failure: Occasion['failure'], { flaw }: RefusalDetail, method: string): Fault[] {
  if (failure === 'unknown_realm') {
    return [{ ...(method === 'GET' && { place: 'query' }), path: ['realm'], code: 'unknown_realm' }]
  }
  if (failure === 'bad_username') return [{ path: ['username'], code: 'bad_username' }]
  if (failure === 'bad_email') return [{ path: ['email'], code: 'bad_email' }]
  return failure === 'password_refused' && flaw ? [{ path: ['password'], code: flaw }] : []
}
