import * as z from 'zod/mini'
import { MailFailure } from '../core/mail-failure.ts'
import { once } from '../core/once.ts'
import type { Mailer } from '../core/ports.ts'

export interface Resend {
  /** Where letters are posted, `https://api.resend.com/emails` or anything of its shape. */
  url: string
  key: string
  /** `Name <address>`, of a domain that the mail API knows. */
  from: string
  fetch: typeof globalThis.fetch
  /** Milliseconds for one attempt, its body included. */
  timeout?: number
}

const READ_AT_MOST = 10_000
/**
 * Too many letters at once; and an earlier try with the same key, which is not done yet. A used-up quota is neither.
 */
const PASSING = ['rate_limit_exceeded', 'concurrent_idempotent_requests']

const acceptance = once(() => z.object({ id: z.string().check(z.minLength(1)) }))
/** Only an error's name is read: its message may quote the address. */
const refusal = once(() => z.object({ name: z.string().check(z.regex(/^[a-z_]{1,60}$/)) }))

/** A mailer that speaks Resend's HTTP API. */
export function resend({ url, key, from, fetch, timeout = 5000 }: Resend): Mailer {
  async function post(body: string, idempotencyKey: string): Promise<Reply> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${key}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': idempotencyKey,
        },
        body,
        // A followed redirect would carry the letter to an address nobody configured.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      })
      return { response, json: parseJson(await readOpening(response)) }
    } catch (cause) {
      const isTimeout = cause instanceof Error && cause.name === 'TimeoutError'
      const reason = isTimeout ? 'the mail API did not answer in time' : 'the mail API was not reached'
      throw new MailFailure(reason, { canRetry: true, isTimeout, cause })
    }
  }

  return {
    async send(to, { subject, text, html }, idempotencyKey) {
      if (idempotencyKey.length < 1 || idempotencyKey.length > 256) {
        throw new RangeError('an idempotency key has 1 to 256 characters')
      }
      const body = JSON.stringify({ from, to: [to], subject, text, html })

      const { response, json } = await post(body, idempotencyKey)
      if (!response.ok) throw refusalOf(response, nameOf(json))
      if (!acceptance().safeParse(json).success) {
        throw new MailFailure('the mail API answered without an id', { canRetry: false })
      }
    },
  }
}

interface Reply {
  response: Response
  json: unknown
}

function refusalOf({ status, headers }: Response, name: string): MailFailure {
  return new MailFailure(`the mail API refused: ${status} ${name}`, {
    canRetry: status >= 500 || PASSING.includes(name),
    retryAfter: milliseconds(headers.get('Retry-After')),
  })
}

/** A Retry-After in seconds (RFC 9110 §10.2.3); one that is a date is too far away to wait for. */
function milliseconds(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined
  return /^\d+(\.\d+)?$/.test(retryAfter) ? Number(retryAfter) * 1000 : Number.POSITIVE_INFINITY
}

function nameOf(json: unknown): string {
  const error = refusal().safeParse(json)
  return error.success ? error.data.name : 'without a reason'
}

/** Leaves the body read to its end or cancelled, so that it holds no connection. */
async function readOpening({ body }: Response): Promise<string> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let left = READ_AT_MOST
  for await (const chunk of body) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true })
    left -= chunk.byteLength
    if (left <= 0) break
  }
  return text
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
