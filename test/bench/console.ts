import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { random } from '../../src/dev/secrets.ts'
import type { Count } from './measures/counted.ts'
import { median } from './measures/statistics.ts'
import { addEvents, FULL_COST, fill, usernameOf } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import { stage } from './stage/stage.ts'

/* What each page of the console asks of a filled database, and how long an import takes through it. */

const ACCOUNTS = Number(process.argv[2] ?? 100_000)
const EVENTS = Number(process.argv[3] ?? 1_000_000)
const ROWS = 100_000
/** As the page's script sends it. */
const PART = 2 ** 20
const REPEATS = 5

const own = (total: number) => Math.round(total).toLocaleString('en')
const minute = (at: number) => new Date(at).toISOString().slice(0, 16)

const since = Date.now()
const PAGES = [
  '/console',
  '/console/accounts',
  `/console/accounts?query=${usernameOf(77_777)}`,
  '/console/accounts?query=person7',
  '/console/accounts?query=p',
  '/console/accounts/77777',
  '/console/events',
  '/console/events?account=77777',
  '/console/events?what=sign_in_failed',
  '/console/events?what=account_erased',
  `/console/events?from=${minute(since + 60_000)}&to=${minute(since + 120_000)}`,
  '/console/moving',
]

const directory = await mkdtemp(join(tmpdir(), 'munjigi-console-'))
try {
  const workers = 'test/bench/workers'
  const vars = { ADMIN_TOKEN: random() }
  const players = [
    { name: 'counting', bundle: await bundle(join(directory, 'counting'), `${workers}/counting.ts`) },
    { name: 'munjigi', bundle: await bundle(join(directory, 'worker')) },
  ].map((one) => ({ ...one, database: 'console', vars }))
  await using world = await stage(join(directory, 'state'), players)
  const db = await world.database('munjigi')
  await fill(db, ACCOUNTS, FULL_COST)
  const more = Math.max(0, EVENTS - 2 * ACCOUNTS)
  await addEvents(db, more, ACCOUNTS, since + 2 * ACCOUNTS)
  await db.exec('PRAGMA optimize')
  const startedAt = performance.now()
  let [counted, before] = [0, -1]
  while (counted > before) {
    before = counted
    await world.schedule('munjigi')
    const row = await db.prepare('SELECT sum(count) AS n FROM event_counts').first<{ n: number }>()
    counted = row?.n ?? 0
  }
  const took = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(
    `${own(ACCOUNTS)} accounts and ${own(EVENTS)} events, of which ${own(counted)} are counted, in ${took} s`,
  )

  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const body = new URLSearchParams({ token: vars.ADMIN_TOKEN }).toString()
  const at = (player: string, path: string) => new URL(path, world.url(player))
  const opened = await fetch(at('munjigi', '/console'), {
    method: 'POST',
    headers: form,
    body,
    redirect: 'manual',
  })
  const Cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''

  for (const path of PAGES) {
    const times: number[] = []
    let [told, bytes] = ['', 0]
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const begun = performance.now()
      const reply = await fetch(at('counting', path), { headers: { Cookie }, redirect: 'manual' })
      bytes = (await reply.arrayBuffer()).byteLength
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`)
      times.push(performance.now() - begun)
      const count: Count = JSON.parse(reply.headers.get('X-Count') ?? '{}')
      told = `${count.roundTrips} D1 operations, ${own(count.rowsRead)} rows read`
    }
    console.log(`${path}: ${told}, ${own(bytes)} bytes, ${own(median(times))} ms`)
  }

  const lines = Array.from({ length: ROWS }, (_, at) =>
    at % 100 === 99 ? 'no json' : JSON.stringify({ username: `moved${at}`, email: `moved${at}@example.org` }),
  )
  const file = new Blob([`${lines.join('\n')}\n`])
  const sums = { imported: 0, unchanged: 0, refused: 0 }
  const begun = performance.now()
  let parts = 0
  for (let from = 0; from < file.size; parts++) {
    const piece = new Uint8Array(await file.slice(from, from + PART).arrayBuffer())
    const part = from + piece.length < file.size ? piece.subarray(0, piece.lastIndexOf(10) + 1) : piece
    const given = new FormData()
    for (const [name, value] of Object.entries({ form: 'import', reason: 'a measurement' }))
      given.set(name, value)
    given.set('file', new Blob([part]), 'part')
    const init = { method: 'POST', headers: { Cookie, Accept: 'application/x-ndjson' }, body: given }
    const report = (await (await fetch(at('munjigi', '/console/moving'), init)).text()).trim().split('\n')
    const end = JSON.parse(report.pop() ?? '{}')
    if (!end.done || end.refused !== report.length) throw new Error(JSON.stringify(end))
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += end[name]
    from += part.length
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`an import of ${own(ROWS)} rows in ${parts} parts: ${JSON.stringify(sums)} in ${seconds} s`)
} finally {
  await rm(directory, { recursive: true, force: true })
}
