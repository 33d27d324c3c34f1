import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bundle, root, wrangler } from '../stage/bundle.ts'
import { median, quantile, rounded } from './statistics.ts'

/** Milliseconds of processor while the worker's modules are evaluated. */
export interface Startup {
  /** The median of several starts, as `wrangler check startup` counts: all that is not idle. */
  active: number
  least: number
  most: number
  /** Of `active`, what ran JavaScript or collected its garbage; the rest is the profiler and workerd itself. */
  script: number
  /** The same for the bare worker: what a start costs at least. */
  bare: number
  starts: number
  target: number
  holds: boolean
}

const TARGET = 25

interface Profile {
  nodes: { id: number; callFrame: { functionName: string } }[]
  samples: number[]
  /** Microseconds before each sample. */
  timeDeltas: number[]
}

function timesOf({ nodes, samples, timeDeltas }: Profile) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]))
  const time = (counts: (name: string) => boolean) =>
    samples.reduce((total, id, at) => total + (counts(names.get(id) ?? '') ? (timeDeltas[at] ?? 0) : 0), 0) /
    1000
  return {
    active: time((name) => name !== '(idle)'),
    script: time((name) => name !== '(idle)' && name !== '(program)'),
  }
}

async function profile(directory: string, bundle: Bundle) {
  const file = join(directory, 'startup.cpuprofile')
  const args = [bundle.file, '--config', join(root, 'wrangler.toml'), '--no-bundle', '--no-minify']
  await wrangler('check', 'startup', '--outfile', file, '--args', args.join(' '))
  return timesOf(JSON.parse(await readFile(file, 'utf8')))
}

/** Of the bundles as they are uploaded, in turns. */
export async function startupOf(
  directory: string,
  bundles: Record<'munjigi' | 'bare', Bundle>,
  starts: number,
): Promise<Startup> {
  const own = []
  const bare = []
  for (let start = 0; start < starts; start++) {
    own.push(await profile(directory, bundles.munjigi))
    bare.push(await profile(directory, bundles.bare))
  }
  const actives = own.map(({ active }) => active)
  const active = rounded(median(actives))
  return {
    active,
    least: rounded(quantile(actives, 0)),
    most: rounded(quantile(actives, 1)),
    script: rounded(median(own.map(({ script }) => script))),
    bare: rounded(median(bare.map((one) => one.active))),
    starts,
    target: TARGET,
    holds: active <= TARGET,
  }
}
