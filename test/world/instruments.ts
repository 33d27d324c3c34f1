import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { Secret, TOTP } from 'otpauth'
import { type Harness, PEOPLE, type Reply } from './harness.ts'
import { createService } from './service.ts'

/** Real D1, which tells of each round trip before it is made, by the text of its statements. What `before` throws, the call throws. */
export function watchedD1(db: D1Database, before: (statements: string[]) => unknown): D1Database {
  const known = new WeakMap<object, { native: D1PreparedStatement; text: string }>()

  function watch(native: D1PreparedStatement, text: string): D1PreparedStatement {
    const told =
      <T>(call: () => Promise<T>) =>
      async () => {
        await before([text])
        return call()
      }
    const watched = {
      bind: (...values: unknown[]) => watch(native.bind(...values), text),
      run: told(() => native.run()),
      all: told(() => native.all()),
      raw: told(() => native.raw()),
      first: told(() => native.first()),
    } as D1PreparedStatement
    known.set(watched, { native, text })
    return watched
  }

  function watchSession(session: D1DatabaseSession) {
    return {
      prepare: (text: string) => watch(session.prepare(text), text),
      async batch(statements: D1PreparedStatement[]) {
        const all = statements.map((statement) => known.get(statement))
        await before(all.map((one) => one?.text ?? ''))
        return session.batch(all.flatMap((one) => one?.native ?? []))
      },
    }
  }
  return {
    withSession: (start?: string) => watchSession(db.withSession(start)),
  } as unknown as D1Database
}

export interface KVCall {
  call: 'get' | 'put' | 'delete'
  key: string
}

/** Real KV, which tells of each call before it is made; the call is skipped where `before` says `'lost'`. */
export function watchedKV(kv: KVNamespace, before: (call: KVCall) => unknown): KVNamespace {
  return {
    async get(key: string, type: 'json') {
      await before({ call: 'get', key })
      return kv.get(key, type)
    },
    async put(key: string, value: string, options?: KVNamespacePutOptions) {
      if ((await before({ call: 'put', key })) !== 'lost') await kv.put(key, value, options)
    },
    async delete(key: string) {
      if ((await before({ call: 'delete', key })) !== 'lost') await kv.delete(key)
    },
  } as unknown as KVNamespace
}

/** WebCrypto that tells of each derivation before it is made. */
export function watchedCrypto(before: (iterations: number) => unknown): Crypto {
  const subtle = new Proxy(crypto.subtle, {
    get(real, name: keyof SubtleCrypto) {
      if (name !== 'deriveBits') return real[name].bind(real)
      return async (derivation: { iterations: number }, key: CryptoKey, bits: number) => {
        await before(derivation.iterations)
        return real.deriveBits(derivation as never, key, bits)
      }
    },
  })
  return {
    subtle,
    getRandomValues: crypto.getRandomValues.bind(crypto),
    randomUUID: crypto.randomUUID.bind(crypto),
  } as unknown as Crypto
}

/** Tells what WebCrypto derived, and refuses what production refuses and local workerd does not. */
export function productionCrypto() {
  const calls: number[] = []
  const crypto = watchedCrypto((iterations) => {
    if (iterations > 100_000) {
      throw new DOMException(
        'Pbkdf2 failed: iteration counts above 100000 are not supported',
        'NotSupportedError',
      )
    }
    calls.push(iterations)
  })
  return { crypto, calls }
}

/** The harness's service once more, with another WebCrypto; what a request deferred has ended when its status is here. */
export function serviceWith(h: Harness, crypto: Crypto) {
  const app = createService({
    now: () => h.clock.now,
    crypto,
    fetch: (...request) => fetch(...request),
    wait: async () => {},
    write: (line) => h.log.push(JSON.parse(line)),
  })
  return {
    async post(path: string, body: object): Promise<number> {
      const execution = createExecutionContext()
      const headers = { 'Content-Type': 'application/json' }
      const request = new Request(`https://auth.test${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      const { status } = await app.fetch(request, h.env(), execution)
      await waitOnExecutionContext(execution)
      return status
    },
  }
}

/** The network that a request comes from. */
export const from = (ip: string) => ({ 'CF-Connecting-IP': ip })

/** One of 65,536 networks. */
export const abroad = (at: number) => from(`198.51.${at >> 8}.${at & 255}`)

export const range = (count: number) => Array.from({ length: count }, (_, at) => at)

/** What the authenticator app of the documented account shows. */
export const codeAt = (timestamp: number) =>
  new TOTP({ secret: Secret.fromBase32(PEOPLE.pong.seed) }).generate({ timestamp })

export type Headers = Record<string, string>
/** One of many wrong attempts. */
export type Guess = (at: number, headers: Headers) => Promise<Reply>

export const ATTEMPTS = 200

/** How many were answered with what, in the contract's own words where the status does not tell. */
function tally(replies: Reply[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of replies) {
    const outcome = `${status} ${body?.resStatus?.message ?? body?.code ?? ''}`.trim()
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

export const atOnce = async (guess: Guess, network: (at: number) => Headers) =>
  tally(await Promise.all(range(ATTEMPTS).map((at) => guess(at, network(at)))))
