import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { random as secret } from '../../../src/dev/secrets.ts'
import { bundle } from '../../bench/stage/bundle.ts'
import { stage } from '../../bench/stage/stage.ts'
import { Client } from '../client.ts'
import { AFTERWORK } from '../model/model.ts'
import { random } from '../random.ts'
import { report } from '../report.ts'
import { Tally } from '../tally.ts'
import { audit } from './audit.ts'
import { type Person, personAt, rowOf, startOldSides } from './people.ts'
import { comeOverAll } from './sign-ins.ts'

/* The cost of a hash is a thousandth of production's: what is soaked is who comes over, and how often. */
const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '2000' },
    'at-once': { type: 'string', default: '8' },
    fails: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [count, atOnce, share, seed] = [values.people, values['at-once'], values.fails, values.seed].map(Number)
if (!count || !atOnce || share === undefined || seed === undefined)
  throw new Error('people, at-once, fails and seed are numbers')

const PLAYER = 'munjigi'
const ROWS_A_FILE = 20_000
const say = (text: string) => console.error(`soak: ${text}`)

const directory = await mkdtemp(join(tmpdir(), 'munjigi-soak-'))
process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
const loadBefore = loadavg()[0] ?? 0
// Old services that answer late, by their nature or because the machine is busy; a session there that is ended too late.
const tally = new Tally(['refused takeover_failed', 'deferred_work_failed'])

say('building')
const sides = await startOldSides(share, random(seed, 0))
const variable = (contract: string) => `LEGACY_${contract.toUpperCase().replaceAll('-', '_')}_URL`
const vars = {
  ...{ ADMIN_TOKEN: secret(), PASSWORD_ROUNDS: '1', PASSWORD_ITERATIONS: '600' },
  ...{ MAIL_API_URL: 'http://127.0.0.1:1', LEGACY_FORWARDS_A_MINUTE: '1000000' },
  REALMS: sides.map(({ contract }) => `${contract}=${contract}`).join(' '),
  ...Object.fromEntries(sides.map(({ contract, origin }) => [variable(contract), origin])),
}
const player = { name: PLAYER, bundle: await bundle(join(directory, 'bundle')), database: 'soak', vars }
const running = await stage(join(directory, 'state'), [player], (line) => tally.logLine(line))
const url = running.url(PLAYER)

say(`listing ${count} people`)
const people: Person[] = Array.from({ length: count }, (_, at) => personAt(seed, at + 1, sides))
for (let from = 0; from < count; from += ROWS_A_FILE) {
  const rows = people.slice(from, from + ROWS_A_FILE)
  const imported = await fetch(new URL('/admin/accounts/import', url), {
    method: 'POST',
    headers: { Authorization: `Bearer ${vars.ADMIN_TOKEN}` },
    body: rows.map(rowOf).join('\n'),
  })
  const told = await imported.text()
  if (!told.includes(`"imported":${rows.length},`)) throw new Error(`the import: ${imported.status} ${told}`)
}

say(`they come over, ${atOnce} at once, while one login in ${(1 / share).toFixed(0)} fails; seed ${seed}`)
const world = {
  client: new Client(url),
  database: await running.database(PLAYER),
  tally,
  told: { refused: 0, faults: 0, leftAlone: 0 },
}
const begun = performance.now()
await comeOverAll(world, people, atOnce, seed)
const seconds = (performance.now() - begun) / 1000

say('the last audit')
await new Promise((resolve) => setTimeout(resolve, AFTERWORK))
await audit(world, sides, vars.ADMIN_TOKEN)
await running[Symbol.asyncDispose]()
world.client.close()
for (const { close } of sides) close()
console.log(
  report(tally, {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`,
    load: [loadBefore, loadavg()[0] ?? 0],
    ...{ seed, accounts: count, cost: '1 × 600', rate: count / seconds, isCutShort: false },
  }),
)
console.log(
  `${count} people came over in ${seconds.toFixed(0)} s; ${world.told.faults} faults, ${world.told.leftAlone} answers while an old service was left alone, ${world.told.refused} wrong passwords refused there`,
)
process.exit(tally.disagreements === 0 ? 0 : 1)
