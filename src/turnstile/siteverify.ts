import * as z from 'zod/mini'
import { once } from '../core/once.ts'
import type { Turnstile } from '../core/ports.ts'
import { TurnstileFailure } from '../core/turnstile.ts'
import { readAtMost } from '../http/body.ts'

export interface Siteverify {
  /** `https://challenges.cloudflare.com/turnstile/v0/siteverify`, or anything of its shape. */
  url: string
  secret: string
  /** The hosts whose pages may show the widget. */
  hosts: string[]
  fetch: typeof globalThis.fetch
  /** Milliseconds, for the whole answer. */
  timeout?: number
}

/** As documented. */
const LONGEST_TOKEN = 2048
const LARGEST_ANSWER = 16 * 1024
/** What is wrong with the token. All other codes say that the service asked wrongly, or that the answer is not known. */
const OF_TOKEN = ['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate']

const answer = once(() =>
  z.object({
    success: z.boolean(),
    hostname: z.optional(z.string()),
    action: z.optional(z.string()),
    'error-codes': z._default(z.array(z.string()), []),
  }),
)

/**
 * Asks Cloudflare's siteverify. It takes a token once, and only by being asked twice with one `idempotency_key` would it
 * answer the same again: none is sent, and nothing is asked twice.
 */
export function siteverify({ url, secret, hosts, fetch, timeout = 5000 }: Siteverify): Turnstile {
  async function ask(body: URLSearchParams) {
    let text: string | null
    let status: number
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      })
      status = response.status
      text = response.body && (await readAtMost(response.body, LARGEST_ANSWER))
    } catch (cause) {
      throw new TurnstileFailure('siteverify was not reached, or did not answer in time', { cause })
    }
    const read = answer().safeParse(parsed(text ?? ''))
    if (!read.success || (read.data.success && status !== 200)) {
      throw new TurnstileFailure(`siteverify answered ${status} with another shape`)
    }
    return read.data
  }

  return {
    async verify(token, action, ip) {
      const refused = (reason: string) => ({ passed: false, reason })
      if (token.length > LONGEST_TOKEN) return refused('the token is too long')
      const said = await ask(
        new URLSearchParams({ secret, response: token, ...(ip !== null && { remoteip: ip }) }),
      )
      if (!said.success) {
        const codes = said['error-codes'].map((code) => (/^[a-z-]{1,40}$/.test(code) ? code : 'another code'))
        const reason = `siteverify refused: ${codes.join(', ') || 'without a reason'}`
        if (codes.length > 0 && codes.every((code) => OF_TOKEN.includes(code))) return refused(reason)
        throw new TurnstileFailure(reason)
      }
      if (said.hostname && !hosts.includes(said.hostname)) return refused('the token is of another host')
      if (said.action && said.action !== action) return refused('the token is for another action')
      return { passed: true, reason: '' }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
