import type { Reply } from '../world/harness.ts'
import { envelopes } from './index.ts'
import { grantEnvelope, NOBODY } from './native.ts'

const envelopeOf = (path: string) =>
  envelopes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1]

/** Whether the path lies below the prefix of a contract. */
export const isOfContract = (path: string): boolean => envelopeOf(path) !== undefined

/** The token endpoint has words of its own for a bad grant. */
const isGrant = (path: string, { body }: Reply) => path === '/v1/tokens' && typeof body?.error === 'string'

/** What is wrong with the reply: nothing, for one that the contract of the path could have given. */
export function faultsOf(path: string, reply: Reply): string[] {
  const { status, headers, body, text } = reply
  const envelope = isGrant(path, reply) ? grantEnvelope : (envelopeOf(path) ?? NOBODY)
  const failed = status >= 400
  const successType = envelope.isLines ? 'application/x-ndjson' : 'application/json'
  const type = (failed && envelope.failureType) || successType
  const mayBeKept = envelope.isKept && !failed
  const schema = failed ? envelope.failure : envelope.success
  const stated = typeof body?.status === 'number' ? body.status : status
  const rules: [broken: boolean, what: string][] = [
    [status >= 500, `status ${status}`],
    [
      !mayBeKept && headers.get('Cache-Control') !== 'no-store',
      `Cache-Control: ${headers.get('Cache-Control')}`,
    ],
    [!headers.get('X-Request-Id'), 'no X-Request-Id'],
    [
      text !== '' && headers.get('Content-Type') !== `${type}; charset=UTF-8`,
      `${headers.get('Content-Type')}`,
    ],
    [text === '' && ![204, 302].includes(status) && !envelope.isLines, 'an empty body'],
    [text !== '' && !schema.safeParse(body).success, `not of the envelope: ${text.slice(0, 300)}`],
    [stated !== status, `says ${stated}, is ${status}`],
    [status === 405 && !headers.get('Allow'), '405 without Allow'],
    [status === 429 && !headers.get('Retry-After'), '429 without Retry-After'],
  ]
  return rules.filter(([broken]) => broken).map(([, what]) => what)
}
