import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FULL_COST, fill } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import { stage } from './stage/stage.ts'

/* How many bytes a row takes with its indexes, how many accounts fit one database, and what the purge keeps up with. */

const ACCOUNTS = Number(process.argv[2] ?? 1_000_000)
/** Events and sessions that are due, which the purge has to find among those that live. */
const DUE = Number(process.argv[3] ?? ACCOUNTS)
const MOST_BYTES = 10e9
const DAY = 86_400_000
const EVENTS_A_DAY = 20e6
const RUNS_A_DAY = 144

/** What grows with each account, session and event: the tables and indexes that a row of it lies in. */
const KINDS = {
  account: ['accounts', 'places', 'places_by_username', 'places_by_email'],
  session: ['sessions', 'sessions_by_token'],
  event: ['events', 'events_by_account'],
} as const
type Bytes = Record<keyof typeof KINDS, number>

const MIXES = [
  { sessions: 1, events: 20, target: 3.5e6 },
  { sessions: 3, events: 180, target: 450_000 },
]

const own = (total: number) => Math.round(total).toLocaleString('en')

/** The file of the database, which workerd names by a hash. */
async function fileOf(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true })
  const [file] = files.filter((name) => /[0-9a-f]{64}\.sqlite$/.test(name) && /d1/i.test(name))
  if (!file) throw new Error(`no database in ${directory}`)
  return join(directory, file)
}

function measure(file: string): Bytes {
  const db = new DatabaseSync(file, { readOnly: true })
  const sizes = new Map<string, number>()
  for (const { name, bytes } of db
    .prepare('select name, sum(pgsize) as bytes from dbstat group by name')
    .all())
    sizes.set(String(name), Number(bytes))
  const counts = { account: 'accounts', session: 'sessions', event: 'events' }
  const bytes = Object.fromEntries(
    Object.entries(KINDS).map(([kind, names]) => {
      const table = counts[kind as keyof typeof counts]
      const rows = Number(db.prepare(`select count(*) as rows from ${table}`).get()?.rows)
      const parts = names.map((name) => [name, (sizes.get(name) ?? 0) / rows] as const)
      const sum = parts.reduce((total, [, part]) => total + part, 0)
      console.log(
        `${kind}: ${sum.toFixed(1)} bytes (${parts.map(([name, part]) => `${name} ${part.toFixed(1)}`).join(', ')})`,
      )
      return [kind, sum]
    }),
  )
  db.close()
  return bytes as Bytes
}

function capacity({ account, session, event }: Bytes): void {
  for (const { sessions, events, target } of MIXES) {
    const accounts = MOST_BYTES / (account + sessions * session + events * event)
    console.log(
      `10 GB hold ${own(accounts)} accounts with ${sessions} sessions and ${events} events each (target ${own(target)})`,
    )
  }
}

const directory = await mkdtemp(join(tmpdir(), 'munjigi-storage-'))
try {
  const purges: Record<string, unknown>[] = []
  const hear = (line: string) => {
    if (line.startsWith('{') && /"event":"(purged|storage)"/.test(line)) purges.push(JSON.parse(line))
  }
  const worker = await bundle(join(directory, 'worker'))
  const players = [{ name: 'munjigi', bundle: worker, database: 'filled' }]
  await using world = await stage(join(directory, 'state'), players, hear)
  const db = await world.database('munjigi')
  const startedAt = performance.now()
  await fill(db, ACCOUNTS, FULL_COST, DUE)
  console.log(
    `${own(ACCOUNTS)} accounts with a session and 2 events each, and ${own(DUE)} events that are due: filled in ${own((performance.now() - startedAt) / 1000)} s`,
  )
  await db.exec('PRAGMA optimize')
  capacity(measure(await fileOf(join(directory, 'state'))))

  // Every other session ended long ago.
  await db.prepare('UPDATE sessions SET expires_at = 1, created_at = 1 WHERE account_id % 4 < 2').run()
  let left = DUE
  while (left > 0) {
    const begun = performance.now()
    await world.schedule('munjigi')
    const seconds = (performance.now() - begun) / 1000
    const row = await db
      .prepare(`SELECT count(*) AS n FROM events WHERE at < ?1`)
      .bind(Date.now() - 180 * DAY)
      .first<{ n: number }>()
    const before = left
    left = row?.n ?? 0
    console.log(
      `a run of the purge: ${own(before - left)} events in ${seconds.toFixed(1)} s, ${own(left)} left`,
    )
    if (before === left) break
  }
  for (const line of purges) console.log(JSON.stringify(line))
  console.log(`${own(EVENTS_A_DAY)} events a day are ${own(EVENTS_A_DAY / RUNS_A_DAY)} a run`)
} finally {
  await rm(directory, { recursive: true, force: true })
}
