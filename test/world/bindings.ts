import { env } from 'cloudflare:workers'

export type Kind = 'D1' | 'KV read' | 'KV write'

export interface Call {
  kind: Kind
  verb: string
  /** Whether the reply was out before the call ended: then nobody waited for it. */
  deferred: boolean
}

/** `unheard`: nothing was done. `unanswered`: it was done, and the connection broke before anybody learned so. */
export type Fate = 'unheard' | 'unanswered'

/** The fate of the n-th call, counted from 1; undefined for a call that works. */
export type Faults = (n: number, kind: Kind) => Fate | false | undefined

export const REASONS: Record<Kind, string> = {
  D1: 'D1_ERROR: Network connection lost.',
  'KV read': 'KV GET failed: 500 Internal Server Error',
  'KV write': 'KV PUT failed: 429 Too Many Requests',
}

/** Long enough that a reply which does not wait for a call is out before the call ends. */
const LATENCY = 15

export interface Watch {
  faults?: Faults
  /** Tells deferred calls from those the reply waits for; makes every call take `LATENCY` milliseconds. */
  replied?: () => boolean
}

/** The real bindings behind a counter: one call for each D1 round trip, KV read, and KV put or delete. */
export function watch({ faults = () => undefined, replied }: Watch = {}) {
  const calls: Call[] = []

  async function pass<T>(kind: Kind, verb: string, work: () => Promise<T>): Promise<T> {
    const call = { kind, verb, deferred: false }
    const fate = faults(calls.push(call), kind)
    if (fate === 'unheard') throw new Error(REASONS[kind])
    const result = await work()
    if (replied) {
      await new Promise((resolve) => setTimeout(resolve, LATENCY))
      call.deferred = replied()
    }
    if (fate === 'unanswered') throw new Error(REASONS[kind])
    return result
  }

  const verbs = <T extends object>(target: T, kind: Kind, names: (keyof T & string)[]) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        (...given: unknown[]) => pass(kind, name, () => method(target, name)(...given) as Promise<unknown>),
      ]),
    )

  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  function statement(target: D1PreparedStatement): D1PreparedStatement {
    const wrapped = replace(target, {
      ...verbs(target, 'D1', ['run', 'all', 'first', 'raw']),
      bind: (...values: unknown[]) => statement(target.bind(...values)),
    })
    originals.set(wrapped, target)
    return wrapped
  }

  const database = <T extends D1Database | D1DatabaseSession>(target: T): T =>
    replace(target, {
      prepare: (query: string) => statement(target.prepare(query)),
      batch: (statements: D1PreparedStatement[]) =>
        pass('D1', 'batch', () => target.batch(statements.map((one) => originals.get(one) ?? one))),
      ...('withSession' in target && {
        withSession: (...given: Parameters<D1Database['withSession']>) =>
          database(target.withSession(...given)),
        ...verbs<D1Database>(target, 'D1', ['exec', 'dump']),
      }),
    })

  return {
    calls,
    bindings: {
      DB: database(env.DB),
      KV: replace(env.KV, {
        ...verbs(env.KV, 'KV read', ['get', 'getWithMetadata', 'list']),
        ...verbs(env.KV, 'KV write', ['put', 'delete']),
      }),
    },
  }
}

const method = (target: object, name: string | symbol) =>
  (Reflect.get(target, name) as (...given: unknown[]) => unknown).bind(target)

/** The object with some methods replaced; the others run on the object itself, which may not be a proxy. */
const replace = <T extends object>(target: T, replaced: Record<string, unknown>): T =>
  new Proxy(target, {
    get(_, name) {
      if (typeof name === 'string' && name in replaced) return replaced[name]
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? method(target, name) : value
    },
  })

/** How long a change of KV may take to be seen on another continent. */
export const KV_DELAY = 60_000

/** The real KV as another continent reads it: what was there a minute before, by the test's clock, and never expires. */
export function staleKv(clock: { now: number }): KVNamespace {
  const history = new Map<string, { at: number; value: string | null }[]>()
  const remember = (key: string, value: string | null) =>
    history.set(key, [...(history.get(key) ?? []), { at: clock.now, value }])
  return replace(env.KV, {
    get: async (key: string, type?: 'json') => {
      const seen = history.get(key)?.findLast(({ at }) => at <= clock.now - KV_DELAY)?.value ?? null
      return type === 'json' && seen !== null ? JSON.parse(seen) : seen
    },
    put: async (key: string, value: string, options?: KVNamespacePutOptions) => {
      await env.KV.put(key, value, options)
      remember(key, value)
    },
    delete: async (key: string) => {
      await env.KV.delete(key)
      remember(key, null)
    },
  })
}

/** The real KV whose calls of these kinds fail, as with too many writes of one key a second. */
export const failingKv = (...verbs: ('get' | 'put' | 'delete')[]): KVNamespace =>
  replace(
    env.KV,
    Object.fromEntries(
      verbs.map((verb) => [
        verb,
        () => Promise.reject(new Error(`KV ${verb.toUpperCase()} failed: 429 Too Many Requests`)),
      ]),
    ),
  )

/** The real KV that says it did what it did not. */
export const losingKv = (...verbs: ('put' | 'delete')[]): KVNamespace =>
  replace(env.KV, Object.fromEntries(verbs.map((verb) => [verb, async () => {}])))

/** The real KV for one invocation, which may call it a thousand times, as on the platform. */
export function meteredKv(): KVNamespace {
  let calls = 0
  return new Proxy(env.KV, {
    get:
      (kv, verb) =>
      async (...given: unknown[]) => {
        calls += 1
        if (calls > 1000) throw new Error('Too many API requests by single Worker invocation.')
        return method(kv, verb)(...given)
      },
  })
}
