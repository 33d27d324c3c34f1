import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { random as secret } from '../../src/dev/secrets.ts'
import { bundle } from '../bench/stage/bundle.ts'
import { type Stage, stage } from '../bench/stage/stage.ts'
import { audit } from './audit.ts'
import { Client } from './client.ts'
import { Mailbox } from './mailbox.ts'
import { Limits } from './model/limits.ts'
import { AFTERWORK } from './model/model.ts'
import { populate } from './population.ts'
import { report } from './report.ts'
import type { World } from './scene.ts'
import { run } from './schedule.ts'
import { Tally } from './tally.ts'

/* By default a hash costs a fiftieth of production's, in as many rounds: two cores hold the rate with a mail API and a client beside. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '30' },
    accounts: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '6' },
    iterations: { type: 'string', default: '2000' },
  },
})
const [minutes, rate, count, seed] = [values.minutes, values.rate, values.accounts, values.seed].map(Number)
if (!minutes || !rate || !count || seed === undefined)
  throw new Error('minutes, rate, accounts and seed are numbers')

const MINUTE = 60_000
const PLAYER = 'munjigi'

const say = (text: string) => console.error(`soak: ${text}`)
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const directory = await mkdtemp(join(tmpdir(), 'munjigi-soak-'))
const loadBefore = loadavg()[0] ?? 0
const tally = new Tally()
let begun = performance.now()

function finish(isCutShort: boolean): never {
  console.log(
    report(tally, {
      machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`,
      load: [loadBefore, loadavg()[0] ?? 0],
      ...{ seed: seed ?? 0, accounts: count ?? 0, cost: `${values.rounds} × ${values.iterations}` },
      ...{ rate: rate ?? 0, isCutShort },
    }),
  )
  process.exit(tally.disagreements === 0 ? 0 : 1)
}
process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
// Before workerd is there: what ends it at Ctrl-C comes after the report.
process.once('SIGINT', () => finish(true))

async function watchMemory({ runtime }: Stage): Promise<void> {
  const bytes = await runtime.memory()
  const minute = Math.round((performance.now() - begun) / MINUTE)
  if (bytes !== null) tally.memory.push({ minute, bytes })
}

say('building')
const mailKey = secret()
const mailbox = new Mailbox(mailKey)
const vars = {
  MAIL_API_URL: await mailbox.open(),
  MAIL_API_KEY: mailKey,
  ADMIN_TOKEN: secret(),
  PASSWORD_ROUNDS: values.rounds,
  PASSWORD_ITERATIONS: values.iterations,
}
const player = { name: PLAYER, bundle: await bundle(join(directory, 'bundle')), database: 'soak', vars }
const running = await stage(join(directory, 'state'), [player], (line) => tally.logLine(line))
const url = running.url(PLAYER)
const world: World = {
  ...{ client: new Client(url), mailbox, limits: new Limits(), accounts: [], freed: [], tally },
}

say(`moving ${count} accounts in`)
await populate(world, url, vars.ADMIN_TOKEN, seed, count)

say(`${rate} acts a second for ${minutes} minutes, seed ${seed}`)
begun = performance.now()
await watchMemory(running)
const watching = setInterval(() => watchMemory(running), MINUTE)
await run(world, { seed, rate, minutes })
clearInterval(watching)
await watchMemory(running)

say('the last audit')
await pause(AFTERWORK)
await audit(world, await running.database(PLAYER))
await running[Symbol.asyncDispose]()
world.client.close()
mailbox.close()
finish(false)
