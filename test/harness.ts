import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { D1Migration } from '@cloudflare/vitest-pool-workers'
import { drizzle } from 'drizzle-orm/d1'
import { inject } from 'vitest'
import { createApp } from '../src/app.ts'
import { emailKey, usernameKey } from '../src/core/names.ts'
import { hashPassword } from '../src/core/passwords.ts'
import { sealSeed } from '../src/core/totp.ts'
import { accounts, totp } from '../src/db/schema.ts'
import { undescribed } from './described.ts'
import { oauthEnv } from './providers.ts'
import { freshStorage } from './storage.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[]
    }
  }
}

export interface Person {
  username: string
  email: string
  password: string
  nickname: string
  passwordHash?: string
  mustChangePassword?: boolean
  disabledAt?: number
  seed?: string
}

/** The documented accounts of the contracts. */
export const PEOPLE = {
  busking: {
    username: 'busking123',
    email: 'busking@example.com',
    password: 'securepassword@',
    nickname: '버스킹짱',
  },
  ssafy: { username: 'dudqo225', email: 'ssafy@naver.com', password: 'ssafy123123', nickname: '영남' },
  gateway: {
    username: 'testuser',
    email: 'testuser@example.com',
    password: '111111',
    nickname: '테스트',
    mustChangePassword: true,
  },
  movie: {
    username: 'movie',
    email: 'test_email@example.com',
    password: 'moviemovie1',
    nickname: '무비',
    passwordHash: '$2b$05$6RdpoP1.qNaPVRILB/eoH.4VEIwy6a95qrdrpR0tZ2xLHuZC6SyZW',
  },
  pong: {
    username: 'pong42',
    email: 'pong42@example.com',
    password: 'pongpong42',
    nickname: '퐁',
    seed: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
} satisfies Record<string, Person>

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

export const START = Date.UTC(2026, 0, 15, 12)

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
  const app = createApp({
    now: () => clock.now,
    crypto,
    fetch: (...request) => {
      outbound.push(new Request(...request).url)
      return fetch(...request)
    },
    wait: async () => {},
    write: (line) => log.push(JSON.parse(line)),
  })
  let surroundings: Env = { ...env, MAIL_API_URL: `${mailServer}/emails`, ...oauthEnv(box), ...world.env }

  /** Sends one request; what it deferred has ended when the reply is here. Throws for one that OpenAPI does not describe. */
  async function request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const execution = createExecutionContext()
    const sent = toRequest(method, path, options)
    const response = await app.fetch(sent, surroundings, execution)
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
    /** Every address that the worker asked, in order. */
    outbound,
    db: drizzle(env.DB),
    /** Gives the worker other bindings from now on. */
    setEnv(changed: Partial<Env>) {
      surroundings = { ...surroundings, ...changed }
    },
    env: () => surroundings,
    person,
    mail: {
      /** Newest first; all of them where no address is given. */
      messages: async (to?: string) =>
        (
          await fetch(`${mailServer}/messages${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`)
        ).json<Message[]>(),
      fail: (mode: number | string, times: number) =>
        fetch(`${mailServer}/fail`, { method: 'POST', body: JSON.stringify({ mode, times }) }),
      /** The code in the newest letter to the address. */
      async code(to: string) {
        const [newest] = await this.messages(to)
        const code = /^\s*([A-Za-z0-9]{8})\s*$/m.exec(newest?.text ?? '')?.[1]
        if (!code) throw new Error(`no code was mailed to ${to}`)
        return code
      },
    },
  }
}

interface Message {
  to: string
  subject: string
  text: string
  html: string
  idempotencyKey: string
}

export interface RequestOptions {
  body?: unknown
  /** Sent as it stands. */
  raw?: BodyInit
  headers?: Record<string, string>
  cookies?: Record<string, string | undefined>
  bearer?: string
}

function toRequest(method: string, path: string, options: RequestOptions): Request {
  const headers = new Headers(options.headers)
  const body = options.raw ?? (options.body === undefined ? null : JSON.stringify(options.body))
  if (options.raw === undefined && body !== null && !headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/json')
  }
  const cookies = Object.entries(options.cookies ?? {}).filter(([, value]) => value !== undefined)
  if (cookies.length > 0) headers.set('Cookie', cookies.map(([name, value]) => `${name}=${value}`).join('; '))
  if (options.bearer !== undefined) headers.set('Authorization', `Bearer ${options.bearer}`)
  return new Request(`https://auth.test${path}`, { method, headers, body, redirect: 'manual' })
}

function toReply(response: Response, text: string): Reply {
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

/** Adds an account, as an import would; returns its id. */
async function person({ seed, password, ...given }: Person): Promise<number> {
  const db = drizzle(env.DB)
  const cost = { iterations: Number(env.PASSWORD_ITERATIONS), rounds: Number(env.PASSWORD_ROUNDS) }
  const [row] = await db
    .insert(accounts)
    .values({
      passwordHash: await hashPassword(crypto, password, cost),
      ...given,
      usernameKey: usernameKey(given.username) ?? '',
      emailKey: emailKey(given.email),
      emailVerifiedAt: START,
      createdAt: START,
      updatedAt: START,
    })
    .returning({ id: accounts.id })
  if (!row) throw new Error('no account was made')
  if (seed) {
    const sealed = await sealSeed(crypto, env.SEED_KEY, row.id, seed)
    await db.insert(totp).values({ accountId: row.id, seed: sealed, confirmedAt: START })
  }
  return row.id
}
