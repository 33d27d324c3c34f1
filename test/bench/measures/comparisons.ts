import { createHash } from 'node:crypto'
import type { Bundle } from '../stage/bundle.ts'
import type { Course } from '../stage/load.ts'
import * as requests from '../stage/requests.ts'
import { ALGORITHMS, signedBy, signingKeys } from '../stage/signing.ts'
import type { Player, Stage } from '../stage/stage.ts'
import type { Comparison } from './comparison.ts'

/** A hash fills the processor by itself. `light`: enough connections that the worker never waits for the client. */
const CONNECTIONS = { busy: 1, light: 8 }
const kvKey = (cookie: string) => `session:${createHash('sha256').update(cookie).digest('base64url')}`

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** The workers that are compared: with every algorithm of tokens, on one database. */
export async function compared(own: Bundle, bare: Bundle, database: string): Promise<Player[]> {
  const keys = Object.entries(await signingKeys())
  return [
    { name: 'munjigi', bundle: own, database },
    { name: 'bare', bundle: bare, database },
    ...keys.flatMap(([alg, vars]) => [
      { name: `munjigi-${alg}`, bundle: own, database, vars },
      { name: `bare-${alg}`, bundle: bare, database, vars },
    ]),
  ]
}

/** What the service is compared with, and the share of its throughput that is to be reached. */
export async function comparisons(stage: Stage, accounts: number, scale: number): Promise<Comparison[]> {
  const own = stage.url('munjigi')
  const bare = stage.url('bare')
  const db = await stage.database('munjigi')
  const signedIn: requests.SignedIn[] = []
  for (let id = 1; id <= CONNECTIONS.light; id++) signedIn.push(await requests.signIn(own, id))

  const busy = (url: URL, course: () => Course, passes = 200) => ({
    url,
    courses: times(CONNECTIONS.busy, course),
    passes,
  })
  const light = (url: URL, course: (one: requests.SignedIn) => Course) => ({
    url,
    courses: signedIn.map(course),
    passes: 200,
  })
  const signed: Awaited<ReturnType<typeof signedBy>>[] = []
  for (const [index, alg] of ALGORITHMS.entries()) {
    const first = 1 + (1 + index) * CONNECTIONS.light
    signed.push(await signedBy(stage, alg, first, CONNECTIONS.light))
  }
  const batches = await Promise.all(times(CONNECTIONS.light, (index) => requests.batch(db, 1 + index)))

  return [
    {
      bare: { title: 'six rounds of PBKDF2', work: busy(bare, requests.hash) },
      own: [
        {
          title: 'sign-in by cookie',
          target: 0.95,
          work: busy(own, () => requests.signInByCookie(accounts)),
        },
        { title: 'sign-in by token', target: 0.95, work: busy(own, () => requests.signInByToken(accounts)) },
        { title: 'failed sign-in', target: 0.95, work: busy(own, () => requests.failSignIn(accounts), 401) },
      ],
      requests: Math.ceil(20 * scale),
    },
    {
      bare: { title: 'one KV read', work: light(bare, ({ cookie }) => requests.read(kvKey(cookie))) },
      own: [{ title: 'session check by cookie', target: 0.9, work: light(own, requests.checkByCookie) }],
      requests: Math.ceil(1500 * scale),
    },
    ...signed.map(({ bare, own }) => ({ bare, own, requests: Math.ceil(3000 * scale) })),
    {
      bare: { title: 'one D1 batch', work: { url: bare, courses: batches, passes: 200 } },
      own: signed.map(({ refresh }) => refresh),
      requests: Math.ceil(500 * scale),
    },
  ]
}
