import { expect } from 'vitest'
import { jarOf } from '../acts/sign-in.ts'
import type { Answer, Door } from '../contracts/table.ts'
import { problem } from '../world/answers.ts'
import { type Harness, type Person, type Reply, START } from '../world/harness.ts'

export const NARA = {
  username: 'nara42',
  email: 'nara42@example.com',
  password: 'old-password-1',
  nickname: '나라',
}
export const NEW_PASSWORD = 'new-password-1'
const ADDRESS = '203.0.113.9'

export interface Failure {
  status: number
  body: object | null
  /** Where it sends the browser, if anywhere. */
  location?: string
}

export interface Stage {
  /** The request in question; may be sent again. */
  send: () => Promise<Reply>
  /** Must never be logged, besides the passwords and what was mailed. */
  secrets: string[]
  /** What can be seen from outside, for comparison with `worlds`. */
  world?: () => Promise<object>
  /** What whoever was refused does next, where the request itself counts only once. */
  again?: () => Promise<Reply>
  /** Uses what the repetition gave, for comparison with `proves`. */
  proof?: (repeated: Reply) => Promise<Reply>
}

/** One request of one contract, and the world that it needs. */
export interface Flow {
  title: string
  /** The outcome where nothing fails. */
  passes: string
  /** The contract's own answer to a storage call that fails. */
  fails: Failure
  /** The answer where storage that `fails` itself relies on is down as well. */
  outage?: Failure
  /** The outcome of the request sent again, where it was done and its reply lost. */
  lost?: string
  /** All that may be seen from outside afterwards, whatever failed. */
  worlds?: object[]
  /** What is seen once the request, or its repetition, is through. */
  done?: object
  /** The outcome of `proof`. */
  proves?: string
  /** Tables that keep a step which was whole before a later one failed; `worlds` says what that step is. */
  settles?: string[]
  /** Whether the reply waits for no storage call. */
  waitsForNone?: boolean
  /** How many storage calls outlive the reply; none unless it says so. */
  defers?: number
  /** Whether those are made again where they fail, so that nobody need hear of it. */
  persists?: boolean
  arrange: (h: Harness) => Promise<Stage>
}

export const native503: Failure = {
  status: 503,
  body: problem(503, 'unavailable', {
    // While the configuration is refused the issuer is not known.
    type: expect.stringMatching(/^(https:\/\/auth\.test)?\/problems\/unavailable$/),
    title: 'The service is out of order for now. Try again later.',
    retry_after: 5,
  }),
}
/** The status, what transcendence says beside it, and where a browser is sent: elsewhere, to the path alone. */
export const outcomeOf = ({ status, headers, body }: Pick<Reply, 'status' | 'headers' | 'body'>): string => {
  const location = headers.get('Location')?.replace(/^https?:\/\/[^/]+([^?]*).*$/, '$1')
  return [status, body?.resStatus?.code, location].filter((part) => part !== undefined).join(' ')
}

const said = ({ status, body }: Answer) => outcomeOf({ status, body, headers: new Headers() })

/** The outcome of a whole sign-in. */
export const passes = (door: Door) => said(door.finishes(NARA, 1, START))
/** The outcome that asks for the second factor. */
export const pends = (door: Door) => said(door.asks)

/** Everything in a reply that opens something: cookies, tokens, seeds and recovery codes. */
export function secretsOf({ cookies, text }: Reply): string[] {
  // What a page leaves the next one to say is a word.
  const values = Object.entries(cookies).map(([name, { value }]) => (name === 'munjigi_notice' ? '' : value))
  const written = text.match(/[\w.-]{43,}|\b[A-Z2-7]{32}\b|\b[0-9a-z]{6}(-[0-9a-z]{6}){3}\b/g) ?? []
  return [...values, ...written].filter((value) => value !== '')
}

/** From one address, so that a flow meets only the limits that it fills itself. */
export const from = (
  h: Harness,
  method: string,
  path: string,
  options: Parameters<Harness['request']>[2] = {},
) => h.request(method, path, { ...options, headers: { 'CF-Connecting-IP': ADDRESS, ...options.headers } })

export async function signedIn(h: Harness, door: Door, who: Person = NARA) {
  await h.person(who)
  const reply = await from(h, 'POST', door.path, { body: door.credentials(who) })
  return { reply, body: reply.body, jar: jarOf(reply), secrets: secretsOf(reply) }
}

export async function cookieLife(h: Harness, cookies: Record<string, string>) {
  const me = await from(h, 'GET', '/v1/me', { cookies })
  const current = await from(h, 'GET', '/v1/sessions/current', { cookies })
  return { me: me.status, current: current.status }
}
