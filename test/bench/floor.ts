import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './measures/comparison.ts'
import { FULL_COST, fill } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import * as requests from './stage/requests.ts'
import { stage } from './stage/stage.ts'

/* What of the raw hash's throughput is left to a sign-in by its storage calls alone, here where they run on its thread. */

const ROUNDS = Number(process.argv[2] ?? 15)
const ACCOUNTS = 1000

const directory = await mkdtemp(join(tmpdir(), 'munjigi-floor-'))
try {
  const worker = (name: string) => bundle(join(directory, name), `test/bench/workers/${name}.ts`)
  await using world = await stage(join(directory, 'state'), [
    { name: 'munjigi', bundle: await bundle(join(directory, 'munjigi')), database: 'floor' },
    { name: 'floor', bundle: await worker('floor'), database: 'floor' },
    { name: 'bare', bundle: await worker('bare'), database: 'floor' },
  ])
  await fill(await world.database('munjigi'), ACCOUNTS, FULL_COST)
  const work = (player: string, course = requests.signInByToken(ACCOUNTS)) => ({
    url: world.url(player),
    courses: [course],
    passes: 200,
  })
  const comparison = {
    bare: { title: 'six rounds of PBKDF2', work: work('bare', requests.hash()) },
    own: [
      { title: 'its storage calls around them', target: 0, work: work('floor') },
      { title: 'sign-in by token', target: 0, work: work('munjigi') },
    ],
    requests: 20,
  }
  for (const { title, against, ratio, own } of await compare(comparison, ROUNDS, world.runtime)) {
    console.log(`${title}: ${ratio.median} of ${against} (${ratio.low}–${ratio.high}), p50 ${own.p50} ms`)
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
