import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compared, comparisons } from './measures/comparisons.ts'
import { partsOf } from './measures/parts.ts'
import { FULL_COST, fill } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import { profileOf } from './stage/inspector.ts'
import { slice } from './stage/load.ts'
import { stage } from './stage/stage.ts'

/* What each request of the throughput comparison spends its processor time on, beside the unavoidable work's. */

const ACCOUNTS = 1000
const ROUNDS = Number(process.argv[2] ?? 4)
const SHOWN = 16
/** Of a request, what is too little to name. */
const TRIFLE = 2

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const directory = await mkdtemp(join(tmpdir(), 'munjigi-profile-'))
try {
  const own = await bundle(join(directory, 'munjigi'))
  const bare = await bundle(join(directory, 'bare'), 'test/bench/workers/bare.ts')
  const port = await freePort()
  const players = await compared(own, bare, 'profile')
  await using world = await stage(join(directory, 'state'), players, () => {}, port)
  await fill(await world.database('munjigi'), ACCOUNTS, FULL_COST)

  for (const { bare, own, requests } of await comparisons(world, ACCOUNTS, ROUNDS)) {
    for (const { title, work } of [bare, ...own]) {
      const player = players.find(({ name }) => world.url(name).href === work.url.href)
      if (!player) throw new Error(`nobody answers at ${work.url}`)
      await slice(work, requests, world.runtime)
      const profile = await profileOf(port, player.name, () => slice(work, requests, world.runtime))
      console.log(`\n${title}, microseconds a request`)
      for (const [part, spent] of partsOf(profile, player.bundle).slice(0, SHOWN)) {
        if (spent / requests >= TRIFLE) console.log(`${(spent / requests).toFixed(0).padStart(8)}  ${part}`)
      }
    }
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
