import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { median, rounded } from './measures/statistics.ts'
import { emailOf, FULL_COST, fill, usernameOf } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import { Connection, type Request } from './stage/connection.ts'
import * as requests from './stage/requests.ts'
import { type Database, stage } from './stage/stage.ts'

/* Whether the time of an answer tells that an account exists: interleaved samples at the real cost of a hash. */

const SAMPLES = Number(process.argv[2] ?? 200)
/** Of the hash's own time: how far medians may lie apart. */
const MOST_APART = 0.05
/** What a reply defers has ended when the next request is sent. */
const REST = 30

/** Whom the requests are about, each sample somebody else, so that no limit is what is measured. */
interface Target {
  username: string
  email: string
}

const BCRYPT = 'abcdefghijklmnopqrstuuYSVNq5OH1ffSbUPwT.eNoIKtEmeOpUG'

/** Accounts that differ in what is stored, each kind SAMPLES in a row; nobody has none. */
const KINDS = {
  nobody: null,
  known: 'id = id',
  disabled: 'disabled_at = 1',
  'without a password': 'password_hash = NULL',
  'older hash': "password_hash = replace(password_hash, ',r=6', ',r=2')",
  bcrypt: hashedBy(`$2b$09$${BCRYPT}`),
  scrypt: hashedBy(`$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$${'A'.repeat(43)}`),
}
type Kind = keyof typeof KINDS
const kinds = Object.keys(KINDS) as Kind[]
/** These cost more than a hash of today's; what hides them is that unknown logins cost as much. */
const DEAR = {
  'bcrypt at cost 10': hashedBy(`$2b$10$${BCRYPT}`),
  'argon2id of two passes over 19 MiB': hashedBy(
    `$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$${'A'.repeat(43)}`,
  ),
}
const REPEATS = 8

function hashedBy(hash: string): string {
  return `password_hash = '${hash}'`
}

const idOf = (kind: Kind, sample: number) => (kinds.indexOf(kind) - 1) * SAMPLES + sample + 1

function targetOf(kind: Kind, sample: number): Target {
  const isNobody = KINDS[kind] === null
  const name = isNobody ? `stranger${sample}` : usernameOf(idOf(kind, sample))
  return { username: name, email: isNobody ? `${name}@example.com` : emailOf(idOf(kind, sample)) }
}

async function arrange(db: Database): Promise<void> {
  await fill(db, SAMPLES * (kinds.length - 1), FULL_COST)
  for (const kind of kinds) {
    if (KINDS[kind] === null) continue
    await db
      .prepare(`UPDATE accounts SET ${KINDS[kind]} WHERE id BETWEEN ?1 AND ?2`)
      .bind(idOf(kind, 0), idOf(kind, SAMPLES - 1))
      .run()
  }
}

const post = (path: string, body: object): Request => ({
  method: 'POST',
  path,
  headers: requests.freshAddress(),
  body,
})

const password = 'not-the-password'
type Route = (target: Target) => Request
const SIGN_INS: Record<string, Route> = {
  'native sign-in': ({ username }) => post('/v1/sessions', { login: username, password, use: 'token' }),
  'busking sign-in': ({ username }) => post('/api/auth/login', { username, password }),
}
const OTHERS: Record<string, Route> = {
  'sign-up': ({ email }) =>
    post('/v1/accounts', { username: `new${randomInt(1e12)}`, email, password: randomUUID() }),
  'forgotten username': ({ email }) => post('/v1/recovery/username', { email }),
  'forgotten password': ({ username }) => post('/v1/recovery/password', { login: username }),
  'code that was guessed': ({ username }) =>
    post('/v1/recovery/password/verify', { login: username, code: 'AAAAAAAA' }),
}

async function timed(connection: Connection, request: Request): Promise<number> {
  const sent = performance.now()
  const { status } = await connection.send(request)
  const took = performance.now() - sent
  if (status >= 500 || status === 429) throw new Error(`${request.path}: ${status}`)
  await pause(REST)
  return took
}

/** Milliseconds of each kind, in turns whose order is drawn anew each time. */
async function sample(connection: Connection, route: Route, kinds: Kind[]) {
  const times = new Map(kinds.map((kind) => [kind, [] as number[]]))
  for (let at = -REPEATS; at < SAMPLES; at++) {
    const order = kinds.map((kind) => ({ kind, place: randomInt(2 ** 32) }))
    for (const { kind } of order.toSorted((one, other) => one.place - other.place)) {
      const took = await timed(connection, route(targetOf(kind, Math.abs(at) % SAMPLES)))
      if (at >= 0) times.get(kind)?.push(took)
    }
  }
  return times
}

/** Tells the medians of each route, and answers how many of them give somebody away. */
async function tell(connection: Connection, hash: number, routes: Record<string, Route>, kinds: Kind[]) {
  let apart = 0
  for (const [title, route] of Object.entries(routes)) {
    const times = await sample(connection, route, kinds)
    const nobody = median(times.get('nobody') ?? [])
    const told = kinds.map((kind) => {
      const distance = (median(times.get(kind) ?? []) - nobody) / hash
      if (Math.abs(distance) > MOST_APART) apart++
      return `${kind} ${rounded(nobody + distance * hash)} ms (${(distance * 100).toFixed(1)} %)`
    })
    console.log(`${title}: ${told.join(', ')}`)
  }
  return apart
}

async function hashTime(url: URL): Promise<number> {
  const connection = new Connection(url)
  const { next } = requests.hash()
  const times = []
  for (let at = 0; at < 50; at++) times.push(await timed(connection, next()))
  connection.close()
  return median(times)
}

const directory = await mkdtemp(join(tmpdir(), 'munjigi-timing-'))
const mail = createServer((request, reply) => {
  request.resume().on('end', () => reply.end(JSON.stringify({ id: randomUUID() })))
}).listen(0, '127.0.0.1')
let apart = 0
try {
  const munjigi = await bundle(join(directory, 'munjigi'))
  const bare = await bundle(join(directory, 'bare'), 'test/bench/workers/bare.ts')
  const vars = { MAIL_API_URL: `http://127.0.0.1:${(mail.address() as AddressInfo).port}/emails` }
  await using world = await stage(join(directory, 'state'), [
    { name: 'munjigi', bundle: munjigi, database: 'timing', vars },
    { name: 'bare', bundle: bare, database: 'timing' },
  ])
  const db = await world.database('munjigi')
  await arrange(db)
  const hash = await hashTime(world.url('bare'))
  console.log(
    `a hash takes ${rounded(hash)} ms; medians of ${SAMPLES} samples, and how far from nobody's, of a hash`,
  )
  const connection = new Connection(world.url('munjigi'))
  apart += await tell(connection, hash, SIGN_INS, kinds)
  apart += await tell(
    connection,
    hash,
    OTHERS,
    kinds.filter((kind) => kind !== 'bcrypt' && kind !== 'scrypt'),
  )
  for (const [scheme, set] of Object.entries(DEAR)) {
    await db.prepare(`UPDATE accounts SET ${set}`).run()
    console.log(`where everybody has moved in with ${scheme}`)
    apart += await tell(connection, hash, SIGN_INS, ['nobody', 'known'])
  }
  connection.close()
} finally {
  mail.close()
  await rm(directory, { recursive: true, force: true })
}
console.log(apart === 0 ? 'no time tells' : `${apart} medians lie more than 5 % of a hash apart`)
process.exitCode = apart === 0 ? 0 : 1
