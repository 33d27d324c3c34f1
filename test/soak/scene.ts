import { inspect } from 'node:util'
import type { Request } from '../bench/stage/connection.ts'
import type { Client } from './client.ts'
import type { Mailbox } from './mailbox.ts'
import { type Body, outcomeOf } from './model/doors.ts'
import type { Limits, Span } from './model/limits.ts'
import type { Account } from './model/model.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

/** What all acts share. */
export interface World {
  client: Client
  mailbox: Mailbox
  limits: Limits
  accounts: Account[]
  /** Names of accounts that were erased: anybody may have them. */
  freed: Pick<Account, 'username' | 'email'>[]
  tally: Tally
}

export interface Answer {
  outcome: string
  body: Body
  cookies: Record<string, string>
  span: Span
}

/** The outcomes that are right; where the clock matters, by when the worker answered. */
export type Allowed = string | string[] | ((span: Span) => string | string[])

export class Disagreement extends Error {
  override readonly name = 'Disagreement'
}

/** One act with one account. Whatever is not as the model says ends it with a Disagreement. */
export class Scene {
  readonly world: World
  readonly title: string
  readonly account: Account
  readonly random: Random
  #last = ''

  constructor(world: World, title: string, account: Account, random: Random) {
    this.world = world
    this.title = title
    this.account = account
    this.random = random
  }

  /** Sends it from the account's own network, unless the request says otherwise. */
  async ask(request: Request, allowed: Allowed): Promise<Answer> {
    const headers = { 'CF-Connecting-IP': this.account.address, 'User-Agent': 'soak', ...request.headers }
    const begun = performance.now()
    const from = Date.now()
    const sent = `${request.method} ${request.path} ${inspect({ headers, body: request.body }, FULL)}`
    const reply = await this.world.client.send({ ...request, headers }).catch((error: Error) => {
      throw new Disagreement(`${error.message}\n  request: ${sent}`)
    })
    const span = { from, to: Date.now() }
    const text = Buffer.from(reply.body, 'latin1').toString()
    const body = /\r\ncontent-type: \S*json/i.test(reply.headers) ? JSON.parse(text) : null
    const outcome = outcomeOf(reply.status, body)
    this.world.tally.answered(this.title, outcome, performance.now() - begun)

    const rule = typeof allowed === 'function' ? allowed(span) : allowed
    const right = typeof rule === 'string' ? [rule] : rule
    this.#last = `\n  request: ${sent}\n  reply: ${reply.headers.split('\r\n')[0]} ${text}`
    this.insist(right.includes(outcome), `expected ${right.join(' or ')}, got ${outcome}`)
    if (typeof allowed === 'function' && right.length > 1) this.world.tally.unsure += 1
    return { outcome, body, cookies: cookiesIn(reply.headers), span }
  }

  now(): number {
    return Date.now()
  }

  insist(holds: boolean, otherwise: string): void {
    if (!holds) throw new Disagreement(`${otherwise}${this.#last}`)
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds))
  }
}

export const FULL = { depth: 6, breakLength: Infinity, maxStringLength: 400 }

function cookiesIn(headers: string): Record<string, string> {
  const lines = headers.matchAll(/\r\nset-cookie: ([^=]+)=([^;\r]*)/gi)
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]))
}
