import * as z from 'zod/mini'
import { MailFailure } from '../core/letters/letters.ts'
import { once } from '../core/once.ts'
import type { Mailer } from '../core/ports.ts'

export interface Resend {
  /** Where letters are posted, `https://api.resend.com/emails` or anything of its shape. */
  url: string
  key: string
  /** `Name <address>`, of a domain that the mail API knows. */
  from: string
  fetch: typeof globalThis.fetch
  wait: (milliseconds: number) => Promise<void>
  /** Milliseconds for one attempt, its body included. */
  timeout?: number
}

const READ_AT_MOST = 10_000
const USUAL_PAUSE = 500
const LONGEST_PAUSE = 2000

const acceptance = once(() => z.object({ id: z.string().check(z.minLength(1)) }))
/** Only an error's name is read: its message may quote the address. */
const refusal = once(() => z.object({ name: z.string().check(z.regex(/^[a-z_]{1,60}$/)) }))

/** A mailer that speaks Resend's HTTP API. Tries again once, where the API itself says that it may help. */
export function resend({ url, key, from, fetch, wait, timeout = 5000 }: Resend): Mailer {
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
      const late = cause instanceof Error && cause.name === 'TimeoutError'
      throw new MailFailure(late ? 'the mail API did not answer in time' : 'the mail API was not reached', {
        cause,
      })
    }
  }

  return {
    async send(to, { subject, text, html }, idempotencyKey) {
      if (idempotencyKey.length < 1 || idempotencyKey.length > 256) {
        throw new RangeError('an idempotency key has 1 to 256 characters')
      }
      const body = JSON.stringify({ from, to: [to], subject, text, html })

      let reply = await post(body, idempotencyKey)
      const pause = pauseBeforeRetry(reply)
      if (pause !== null) {
        await wait(pause)
        reply = await post(body, idempotencyKey)
      }

      const { response, json } = reply
      if (!response.ok) throw new MailFailure(`the mail API refused: ${response.status} ${nameOf(json)}`)
      if (!acceptance().safeParse(json).success) throw new MailFailure('the mail API answered without an id')
    },
  }
}

interface Reply {
  response: Response
  json: unknown
}

/** Milliseconds, or null when trying again would not help or would keep the caller waiting. */
function pauseBeforeRetry({ response, json }: Reply): number | null {
  const busy = response.status === 429 && nameOf(json) === 'rate_limit_exceeded'
  if (!busy && response.status < 500) return null

  const asked = response.headers.get('Retry-After')
  if (asked === null) return USUAL_PAUSE
  const pause = /^\d+(\.\d+)?$/.test(asked) ? Number(asked) * 1000 : Number.POSITIVE_INFINITY
  return pause <= LONGEST_PAUSE ? pause : null
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
