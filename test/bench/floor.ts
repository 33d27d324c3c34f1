import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './measures/comparison.ts'
import { FULL_COST, fill } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import type { Course } from './stage/load.ts'
import * as requests from './stage/requests.ts'
import { stage } from './stage/stage.ts'

/* What of the raw hash's throughput is left to a sign-in by its storage calls alone, here where they run on its thread. */

const ROUNDS = Number(process.argv[2] ?? 15)
const ACCOUNTS = 1000
const WAYS = { 'sign-in by token': requests.signInByToken, 'sign-in by cookie': requests.signInByCookie }

const directory = await mkdtemp(join(tmpdir(), 'munjigi-floor-'))
try {
  const worker = (name: string) => bundle(join(directory, name), `test/bench/workers/${name}.ts`)
  const floor = await worker('floor')
  const players = [
    { name: 'munjigi', bundle: await bundle(join(directory, 'munjigi')) },
    { name: 'bare', bundle: await worker('bare') },
    // One for each way: it sends again what it saw of its first sign-in.
    ...Object.keys(WAYS).map((name) => ({ name, bundle: floor })),
  ]
  await using world = await stage(
    join(directory, 'state'),
    players.map((player) => ({ ...player, database: 'floor' })),
  )
  await fill(await world.database('munjigi'), ACCOUNTS, FULL_COST)
  const work = (player: string, course: Course) => ({
    url: world.url(player),
    courses: [course],
    passes: 200,
  })
  for (const [way, courseOf] of Object.entries(WAYS)) {
    const comparison = {
      bare: { title: 'six rounds of PBKDF2', work: work('bare', requests.hash()) },
      own: [
        { title: `${way}: its storage calls around them`, target: 0, work: work(way, courseOf(ACCOUNTS)) },
        { title: `${way}, whole`, target: 0, work: work('munjigi', courseOf(ACCOUNTS)) },
      ],
      requests: 20,
    }
    for (const { title, against, ratio, own } of await compare(comparison, ROUNDS, world.runtime)) {
      console.log(`${title}: ${ratio.median} of ${against} (${ratio.low}–${ratio.high}), p50 ${own.p50} ms`)
    }
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
