import { SourceMap } from 'node:module'
import type { Bundle } from '../stage/bundle.ts'
import type { Profile } from '../stage/inspector.ts'

/** Microseconds by what spent them, the most first. */
export type Parts = [name: string, microseconds: number][]

const OURS = /(?:^|\/)((?:src|test)\/.*)$/
const PACKAGE = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/

/** Of a module: a dependency by its name, a file of ours by its path. */
function nameOf(source: string): string {
  const dependency = PACKAGE.exec(source)?.[1]
  // Drizzle's own source maps lead out of its folder, to `node_modules/src`.
  return dependency === 'src' ? 'drizzle-orm' : (dependency ?? OURS.exec(source)?.[1] ?? source)
}

/** Each sample's time goes to the function that ran, none to its callers; what the runtime does itself has its name. */
export function partsOf({ nodes, samples, timeDeltas }: Profile, { map }: Bundle): Parts {
  const sourceMap = new SourceMap(JSON.parse(map))
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber, columnNumber } }) => {
      const entry = url.endsWith('.js') ? sourceMap.findEntry(lineNumber, columnNumber) : {}
      const runtime = url || (functionName.startsWith('(') ? functionName : 'the runtime')
      return [id, 'originalSource' in entry ? nameOf(String(entry.originalSource)) : runtime]
    }),
  )
  const spent = new Map<string, number>()
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? ''
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[at] ?? 0))
  }
  return [...spent].toSorted(([, one], [, other]) => other - one)
}
