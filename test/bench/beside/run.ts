import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secrets } from '../../../src/dev/secrets.ts'
import { median } from '../measures/statistics.ts'
import { FULL_COST, fill, PASSWORD, SALT, usernameOf } from '../stage/accounts.ts'
import { bundle } from '../stage/bundle.ts'
import { freshAddress, type SignedIn, signIn } from '../stage/requests.ts'
import { type Stage, stage } from '../stage/stage.ts'
import { type Sent, throughput } from './wrk.ts'

/* The worker beside the unavoidable work and beside Better Auth, each alone in a workerd, under wrk. */

const ROUNDS = Number(process.argv[2] ?? 5)
const SECONDS = Number(process.argv[3] ?? 10)
/** Enough that the sign-ins of one account stay within its hour's bound. */
const ACCOUNTS = 200
const WARMING = 2
/** Milliseconds for what wrk left unanswered when its time was over. */
const PAUSE = 1500

const json = { 'Content-Type': 'application/json' }
const directory = await mkdtemp(join(tmpdir(), 'munjigi-beside-'))

async function sendJson(url: URL, path: string, body: object): Promise<Response> {
  const headers = { ...json, ...freshAddress(), Origin: url.origin }
  const reply = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return reply
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

const get = (path: string, headers: Record<string, string>): Sent[] => [{ method: 'GET', path, headers }]
const bearer = ({ access }: SignedIn) => ({ Authorization: `Bearer ${access}` })
const kvKey = ({ cookie }: SignedIn) => `session:${createHash('sha256').update(cookie).digest('base64url')}`

/** The session that the last munjigi opened: the bare worker reads its record, and verifies its token. */
let signedIn: SignedIn

/** What is asked of each, by the names of what is compared. */
const arrangements: Record<string, (world: Stage, url: URL) => Promise<Record<string, Sent[]>>> = {
  async munjigi(world, url) {
    await fill(await world.database('munjigi'), ACCOUNTS, FULL_COST)
    signedIn = await signIn(url, 1)
    return {
      'sign-in': range(ACCOUNTS).map((id) => ({
        method: 'POST',
        path: '/v1/sessions',
        headers: json,
        body: { login: usernameOf(id), password: PASSWORD, use: 'cookie' },
      })),
      'check by cookie': get('/v1/sessions/current', { Cookie: `munjigi_session=${signedIn.cookie}` }),
      'check by token': get('/v1/sessions/current', bearer(signedIn)),
    }
  },
  async bare() {
    const body = { password: PASSWORD, salt: SALT.toString('base64url') }
    return {
      'sign-in': [{ method: 'POST', path: '/hash', headers: json, body }],
      'check by cookie': get('/read', { 'X-Key': kvKey(signedIn) }),
      'check by token': get('/verify', bearer(signedIn)),
    }
  },
  async 'better-auth'(_, url) {
    await fetch(new URL('/migrate', url))
    const person = (id: number) => ({ email: `person${id}@example.com`, password: PASSWORD })
    for (const id of range(ACCOUNTS))
      await sendJson(url, '/api/auth/sign-up/email', { ...person(id), name: `Person ${id}` })
    const { headers } = await sendJson(url, '/api/auth/sign-in/email', person(1))
    const cookie = headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    return {
      'sign-in': range(ACCOUNTS).map((id) => ({
        method: 'POST',
        path: '/api/auth/sign-in/email',
        headers: { ...json, Origin: url.origin },
        body: person(id),
      })),
      'check by cookie': get('/api/auth/get-session', { Cookie: cookie }),
    }
  },
}

const MAINS: Record<string, string | undefined> = {
  bare: 'test/bench/workers/bare.ts',
  'better-auth': 'test/bench/beside/better-auth.ts',
}

try {
  const measured = new Map<string, number[]>()
  const made = Object.entries(secrets).map(async ([name, make]) => [name, await make()])
  const vars = Object.fromEntries(await Promise.all(made))
  const players = []
  for (const name of Object.keys(arrangements)) {
    const storage = name === 'bare' ? 'munjigi' : name
    players.push({ name, database: storage, vars, bundle: await bundle(join(directory, name), MAINS[name]) })
  }
  for (let round = 1; round <= ROUNDS; round++) {
    for (const player of players) {
      const { name, database } = player
      // Alone in its workerd, which is drained of what it logs.
      await using world = await stage(join(directory, `${database}-${round}`), [player])
      const asked = (await arrangements[name]?.(world, world.url(name))) ?? {}
      for (const [what, sent] of Object.entries(asked)) {
        await throughput(directory, world.url(name), sent, WARMING)
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
        const all = measured.get(`${what}, ${name}`) ?? []
        all.push(await throughput(directory, world.url(name), sent, SECONDS))
        measured.set(`${what}, ${name}`, all)
      }
    }
    console.error(`round ${round} of ${ROUNDS}`)
  }
  for (const [what, all] of measured) {
    const rounds = all.map((one) => one.toFixed(1)).join(' ')
    console.log(`${what.padEnd(30)} ${median(all).toFixed(1).padStart(8)} a second  (${rounds})`)
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
