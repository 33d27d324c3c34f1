import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, type Ratio } from './measures/comparison.ts'
import { compared, comparisons } from './measures/comparisons.ts'
import { costOf, type RouteCost } from './measures/cost.ts'
import { countOf } from './measures/count.ts'
import type { Count } from './measures/counted.ts'
import { grow } from './measures/growth.ts'
import { picture } from './measures/picture.ts'
import { type Results, report } from './measures/report.ts'
import { sizeOf } from './measures/size.ts'
import { startupOf } from './measures/startup.ts'
import { rounded } from './measures/statistics.ts'
import { FULL_COST, fill } from './stage/accounts.ts'
import { type Bundle, bundle } from './stage/bundle.ts'
import { ROUTES } from './stage/routes.ts'
import { stage } from './stage/stage.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    growth: { type: 'string', default: '100000' },
  },
})
const full = { rounds: 25, scale: 1, starts: 9, growth: { rounds: 15, requests: 200 } }
const quick = { rounds: 3, scale: 0.3, starts: 1, growth: { rounds: 3, requests: 40 } }
const plan = values.quick ? quick : full
const ACCOUNTS = 1000

const say = (text: string) => console.error(`bench: ${text}`)

async function measure(directory: string, bundles: Record<'munjigi' | 'bare' | 'counting', Bundle>) {
  const { munjigi, bare, counting } = bundles
  const players = [
    ...(await compared(munjigi, bare, 'bench')),
    { name: 'counting', bundle: counting, database: 'bench' },
  ]
  await using world = await stage(directory, players)
  await fill(await world.database('munjigi'), ACCOUNTS, FULL_COST)

  const counts: Count[] = []
  for (const route of ROUTES) counts.push(await countOf(route, world.url('counting'), ACCOUNTS))
  const ratios: Ratio[] = []
  for (const comparison of await comparisons(world, ACCOUNTS, plan.scale)) {
    say(`comparing with ${comparison.bare.title}`)
    ratios.push(...(await compare(comparison, plan.rounds, world.runtime)))
  }
  const costs = ROUTES.map(({ title }, index): RouteCost => {
    const own = ratios.find((ratio) => ratio.title === title)?.own
    return costOf(title, counts[index] as Count, own?.processor ?? 1000 / (own?.rate ?? Number.NaN))
  })
  return { ratios, costs }
}

const directory = await mkdtemp(join(tmpdir(), 'munjigi-bench-'))
try {
  const before = rounded(loadavg()[0] ?? 0)
  say('building')
  const workers = 'test/bench/workers'
  const munjigi = await bundle(join(directory, 'munjigi'))
  const bare = await bundle(join(directory, 'bare'), `${workers}/bare.ts`)
  const counting = await bundle(join(directory, 'counting'), `${workers}/counting.ts`)
  const { ratios, costs } = await measure(join(directory, 'state'), { munjigi, bare, counting })

  const most = Number(values.growth)
  const sizes = [1000, 100_000, 1_000_000].filter((size) => size === 1000 || size <= most)
  say(`growing to ${sizes.at(-1)} accounts`)
  const growth = await grow(join(directory, 'grown'), { munjigi, counting }, { sizes, ...plan.growth })
  say('starting up')
  const startup = await startupOf(directory, { munjigi, bare }, plan.starts)

  const results: Results = {
    measured: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`,
    load: [before, rounded(loadavg()[0] ?? 0)],
    rounds: plan.rounds,
    ratios,
    size: await sizeOf(munjigi),
    startup,
    growth,
    costs,
  }
  console.log(report(results))
  if (!values.quick) {
    await writeFile(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
    await writeFile(join(import.meta.dirname, 'results.svg'), picture(ratios))
    say('wrote results.json and results.svg; the tables of test/bench/README.md are to say the same')
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
