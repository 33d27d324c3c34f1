import { utf8 } from '../core/crypto.ts'
import type { Told, Webhooks } from '../core/ports.ts'

const GONE = 410

export interface StandardWebhooks {
  url: string
  /** Keys in base64, each of which signs; the first is the newest. */
  secrets: string[]
  now(): number
  crypto: Crypto
  fetch: typeof fetch
  /** Milliseconds for one try. */
  timeout?: number
}

/** Posts events as Standard Webhooks have it (standardwebhooks.com). */
export const standardWebhooks =
  ({ url, secrets, now, crypto, fetch, timeout = 10_000 }: StandardWebhooks): Webhooks['post'] =>
  async ({ id, type, timestamp, data }: Told) => {
    const body = JSON.stringify({ type, timestamp: new Date(timestamp).toISOString(), data })
    const sentAt = String(Math.floor(now() / 1000))
    const signed = utf8(`${id}.${sentAt}.${body}`)
    const signatures = await Promise.all(secrets.map((secret) => sign(crypto, secret, signed)))
    const headers = {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': sentAt,
      'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
    }
    try {
      // A followed redirect would carry the event to an address nobody configured.
      const signal = AbortSignal.timeout(timeout)
      const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
      await reply.body?.cancel()
      if (reply.ok) return { outcome: 'taken', reason: '' }
      return { outcome: reply.status === GONE ? 'gone' : 'failed', reason: String(reply.status) }
    } catch (error) {
      return { outcome: 'failed', reason: error instanceof Error ? error.name : 'thrown' }
    }
  }

async function sign(crypto: Crypto, secret: string, message: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array(Uint8Array.fromBase64(secret))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message)).toBase64()
}
