import { expect, test } from 'vitest'
import { outcomeOf } from '../flows/flows.ts'
import { flows as all } from '../flows/index.ts'
import { type Call, type Kind, watch } from '../world/bindings.ts'
import { harness } from '../world/harness.ts'

/** The most D1 round trips, KV reads and KV writes. */
type Cost = [d1: number, reads: number, writes: number]

interface Row {
  title: string
  /** What the reply waits for. */
  before: Cost
  /** What is left for after it. */
  after: Cost
}

const NOTHING: Cost = [0, 0, 0]
const cookie = { before: [2, 0, 1], after: NOTHING } satisfies Partial<Row>
const token = { before: [2, 0, 0], after: NOTHING } satisfies Partial<Row>
const refusal = { before: [1, 0, 0], after: [1, 0, 0] } satisfies Partial<Row>
const renewal = { before: [1, 0, 0], after: NOTHING } satisfies Partial<Row>
const me = { before: [1, 1, 0], after: NOTHING } satisfies Partial<Row>

/** The table of the design, `What a request may cost`. */
const BUDGET: Row[] = [
  { title: 'sign in, movie-in-case', ...cookie },
  { title: 'sign in, transcendence', ...cookie },
  { title: 'sign in, native by cookie', ...cookie },
  { title: 'sign in, pages', ...cookie },
  { title: 'sign in, ssafy', ...token },
  { title: 'sign in, busking', ...token },
  { title: 'sign in, gateway', ...token },
  { title: 'sign in, native by token', ...token },
  // The better hash is stored once, after the reply.
  { title: 'sign in with an imported hash, movie-in-case', before: [2, 0, 1], after: [1, 0, 0] },
  { title: 'sign in with a wrong password, ssafy', ...refusal },
  { title: 'sign in with an unknown id, ssafy', ...refusal },
  // The account comes over between the two, once the old service has answered.
  ...['movie-in-case', 'transcendence'].map((name) => ({
    ...cookie,
    title: `come over, ${name}`,
    before: [3, 0, 1] as Cost,
  })),
  ...['ssafy', 'busking', 'gateway'].map((name) => ({
    ...token,
    title: `come over, ${name}`,
    before: [3, 0, 0] as Cost,
  })),
  { title: 'a password that the old service refuses, ssafy', ...refusal },
  { title: 'session check by cookie', before: [0, 1, 0], after: NOTHING },
  { title: 'session check by access token', before: NOTHING, after: NOTHING },
  { title: 'forward-auth by cookie', before: [0, 1, 0], after: NOTHING },
  { title: 'forward-auth by access token', before: NOTHING, after: NOTHING },
  { title: 'read me by cookie', ...me },
  { title: 'read me by access token', ...me },
  { title: 'refresh, busking', ...renewal },
  { title: 'refresh, gateway', ...renewal },
  { title: 'refresh, native', ...renewal },
  // The code is spent before the session is opened.
  { title: 'exchange an app’s code', before: [2, 0, 0], after: NOTHING },
  // The event is written after the reply.
  { title: 'sign out, movie-in-case', before: [1, 1, 1], after: [1, 0, 1] },
  { title: 'sign out, native', before: [1, 1, 1], after: [1, 0, 1] },
  { title: 'sign out, pages', before: [1, 1, 1], after: [1, 0, 1] },
  { title: 'sign out, busking', before: [1, 0, 0], after: [1, 0, 0] },
  { title: 'find my id', before: [1, 0, 0], after: NOTHING },
  { title: 'ask for a code', before: [2, 0, 1], after: NOTHING },
  // The spent code's record goes after the reply.
  { title: 'ask for a code to sign in', before: [1, 0, 0], after: [1, 0, 1] },
  { title: 'sign in by a mailed code, by cookie', before: [2, 1, 1], after: [0, 0, 1] },
  { title: 'sign in by a mailed code, by token', before: [2, 1, 0], after: [0, 0, 1] },
  { title: 'check the code', before: [2, 1, 0], after: [0, 0, 1] },
  { title: 'check the code, pages', before: [2, 1, 0], after: [0, 0, 1] },
  // A KV write for each cookie session that ends, here one, and room for a second look after the reply.
  { title: 'set the password', before: [2, 1, 1], after: [0, 0, 1] },
  // The registration and its code; the letter goes after the reply.
  { title: 'sign up', before: [2, 0, 2], after: NOTHING },
  { title: 'sign up, pages', before: [2, 0, 2], after: NOTHING },
  { title: 'verify a sign-up, pages', before: [2, 2, 0], after: [0, 0, 2] },
  { title: 'verify a sign-up', before: [2, 2, 0], after: [0, 0, 2] },
  // The code is made, and takes the place of the one before, once its letter was accepted.
  { title: 'ask for another e-mail', before: [3, 0, 0], after: [1, 0, 1] },
  { title: 'confirm another e-mail', before: [4, 1, 1], after: [0, 0, 2] },
  { title: 'end a session', before: [2, 0, 1], after: [0, 0, 1] },
  { title: 'end all other sessions', before: [3, 0, 1], after: [0, 0, 1] },
  // The challenge is nobody's before it is answered.
  { title: 'ask to sign in with a passkey', before: NOTHING, after: NOTHING },
  { title: 'sign in with a passkey, by cookie', ...cookie },
  { title: 'sign in with a passkey, by token', ...token },
  { title: 'sign in with a passkey that nobody has', ...refusal },
  // The password, that it was right, and which passkeys there are.
  { title: 'begin to add a passkey', before: [3, 0, 0], after: NOTHING },
  { title: 'add a passkey', before: [2, 1, 0], after: NOTHING },
  { title: 'delete a passkey', before: [5, 1, 0], after: NOTHING },
  { title: 'erase the account', before: [5, 0, 2], after: [0, 0, 2] },
  // That the token is right, and the cookie; each page then sees first that it is open.
  { title: 'open the console', before: [4, 0, 0], after: NOTHING },
  { title: 'close the console', before: [1, 0, 0], after: NOTHING },
  { title: 'overview, console', before: [7, 0, 0], after: NOTHING },
  { title: 'accounts, console', before: [2, 0, 0], after: NOTHING },
  { title: 'an account, console', before: [3, 0, 0], after: NOTHING },
  { title: 'events, console', before: [2, 0, 0], after: NOTHING },
  { title: 'events of a kind and a time, console', before: [3, 0, 0], after: NOTHING },
  { title: 'moving, console', before: [2, 0, 0], after: NOTHING },
  { title: 'disable an account, console', before: [4, 0, 1], after: [0, 0, 1] },
  { title: 'reopen an account, console', before: [3, 0, 0], after: NOTHING },
]

const KINDS: Kind[] = ['D1', 'KV read', 'KV write']
const flows = new Map(all.map((flow) => [flow.title, flow]))

function costOf(calls: Call[]): Cost {
  const [d1 = 0, reads = 0, writes = 0] = KINDS.map(
    (kind) => calls.filter((call) => call.kind === kind).length,
  )
  return [d1, reads, writes]
}

const overspent = (cost: Cost, most: Cost) => cost.filter((calls, at) => calls > (most[at] ?? 0))

test.each(BUDGET)(
  '$title costs at most $before before the reply and $after after it',
  async ({ title, before, after }) => {
    const flow = flows.get(title)
    if (!flow) throw new Error(`no flow is called ${title}`)
    const h = await harness()
    const { send } = await flow.arrange(h)
    h.log.length = 0
    const { calls, bindings } = watch({ replied: h.isAnswered })
    h.setEnv(bindings)

    expect(outcomeOf(await send())).toBe(flow.passes)

    const awaited = costOf(calls.filter(({ deferred }) => !deferred))
    const deferred = costOf(calls.filter(({ deferred }) => deferred))
    expect(overspent(awaited, before), `before the reply: ${awaited}`).toEqual([])
    expect(overspent(deferred, after), `after the reply: ${deferred}`).toEqual([])
  },
)
