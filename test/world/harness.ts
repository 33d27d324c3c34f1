import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { D1Migration } from '@cloudflare/vitest-pool-workers'
import { inject } from 'vitest'
import './deadlines.ts'
import { undescribed } from './described.ts'
import { addPerson, START } from './people.ts'
import { oauthEnv } from './providers.ts'
import { createService } from './service.ts'
import { database, freshStorage } from './storage.ts'

export { PEOPLE, type Person, START } from './people.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[]
    }
  }
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the contract documents.
  body: any
  cookies: Record<string, { value: string; attributes: string }>
}

export type Harness = Awaited<ReturnType<typeof harness>>

export interface World {
  /** Replaces what the worker sees of its environment. */
  env?: Partial<Env>
}

/** The whole service on fresh storage, with the documented accounts, a clock that stands, and a mailbox of its own. */
export async function harness(world: World = {}) {
  await freshStorage()

  const box = crypto.randomUUID()
  const mailServer = `${inject('mailServer')}/${box}`
  const clock = {
    now: START,
    pass(milliseconds: number) {
      clock.now += milliseconds
    },
  }
  const log: Record<string, unknown>[] = []
  const outbound: string[] = []
  const waits: number[] = []
  const start = createService.bind(null, {
    now: () => clock.now,
    crypto,
    fetch: (...request) => {
      outbound.push(new Request(...request).url)
      return fetch(...request)
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds)
    },
    write: (line) => log.push(JSON.parse(line)),
  })
  let app = start()
  let isAnswered = false
  let surroundings: Env = {
    ...env,
    WEBHOOK_URL: '',
    MAIL_API_URL: `${mailServer}/emails`,
    ...oauthEnv(box),
    ...world.env,
  }

  /** Sends one request; what it deferred has ended when the reply is here. Throws for one that OpenAPI does not describe. */
  async function request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const execution = createExecutionContext()
    const sent = toRequest(method, path, options)
    isAnswered = false
    const response = await app.fetch(sent, surroundings, execution)
    isAnswered = true
    const text = new TextDecoder().decode(await response.arrayBuffer())
    await waitOnExecutionContext(execution)
    const reply = toReply(response, text)
    const fault = undescribed(sent, reply)
    if (fault !== null) throw new Error(fault)
    return reply
  }

  return {
    /** Names this world's mailbox, and its clients at the providers. */
    box,
    request,
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      request('POST', path, { body, ...(headers && { headers }) }),
    clock,
    log,
    /** Whether the latest request has its reply. */
    isAnswered: () => isAnswered,
    /** Every address that the worker asked, in order. */
    outbound,
    /** Every wait of the worker in milliseconds, in order; none takes time. */
    waits,
    db: database(),
    /** Gives the worker other bindings from now on. */
    setEnv(changed: Partial<Env>) {
      surroundings = { ...surroundings, ...changed }
    },
    /** Gives the same isolate other storage. */
    setStorage(changed: Pick<Env, 'DB' | 'KV'>) {
      Object.assign(surroundings, changed)
    },
    env: () => surroundings,
    /** A new isolate, which remembers nothing. */
    restart() {
      app = start()
      surroundings = { ...surroundings }
    },
    person: addPerson,
    mail: mailboxAt(mailServer),
  }
}

/** A mailbox of the mail API for tests, by its address. */
export const mailboxAt = (mailServer: string) => ({
  /** Newest first; all of them where no address is given. */
  messages: async (to?: string) =>
    (await fetch(`${mailServer}/messages${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`)).json<
      Message[]
    >(),
  /** As if nothing was ever sent or failed. */
  clear: () => fetch(`${mailServer}/messages`, { method: 'DELETE' }),
  fail: (mode: number | string, times: number, retryAfter?: string) =>
    fetch(`${mailServer}/fail`, { method: 'POST', body: JSON.stringify({ mode, times, retryAfter }) }),
  /** How many letters were posted, refused ones included. */
  posts: async () => (await (await fetch(`${mailServer}/attempts`)).json<{ count: number }>()).count,
  /** The code in the newest letter to the address. */
  async code(to: string) {
    const [newest] = await this.messages(to)
    const code = /^\s*([A-Za-z0-9]{8}(?:[A-Za-z0-9]{2})?)\s*$/m.exec(newest?.text ?? '')?.[1]
    if (!code) throw new Error(`no code was mailed to ${to}`)
    return code
  },
})

type Message = Record<'to' | 'subject' | 'text' | 'html' | 'idempotencyKey', string>

export interface RequestOptions {
  body?: unknown
  /** Sent as it stands. */
  raw?: BodyInit
  headers?: Record<string, string>
  cookies?: Record<string, string | undefined>
  bearer?: string
}

export function toRequest(
  method: string,
  path: string,
  options: RequestOptions,
  origin = 'https://auth.test',
): Request {
  const headers = new Headers(options.headers)
  const body = options.raw ?? (options.body === undefined ? null : JSON.stringify(options.body))
  if (options.raw === undefined && body !== null && !headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/json')
  }
  const cookies = Object.entries(options.cookies ?? {}).filter(([, value]) => value !== undefined)
  if (cookies.length > 0) headers.set('Cookie', cookies.map(([name, value]) => `${name}=${value}`).join('; '))
  if (options.bearer !== undefined) headers.set('Authorization', `Bearer ${options.bearer}`)
  return new Request(`${origin}${path}`, { method, headers, body, redirect: 'manual' })
}

export function toReply(response: Response, text: string): Reply {
  const cookies: Reply['cookies'] = {}
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*);?\s*(.*)$/.exec(line) ?? []
    cookies[name] = { value, attributes }
  }
  const isJson = /\bjson\b/.test(response.headers.get('Content-Type') ?? '') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : null,
    cookies,
  }
}
