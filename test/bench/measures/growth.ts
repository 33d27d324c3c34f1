import { type Cost, fill } from '../stage/accounts.ts'
import type { Bundle } from '../stage/bundle.ts'
import { ROUTES, type Route } from '../stage/routes.ts'
import { type Stage, stage } from '../stage/stage.ts'
import { type Contender, race } from './comparison.ts'
import { countOf } from './count.ts'

export interface Grown {
  accounts: number
  rowsRead: number
  /** Milliseconds. */
  p50: number
  /** Time of a request, as a multiple of that with the fewest accounts. */
  time: number
}

export interface Growth {
  title: string
  sizes: Grown[]
  mostTime: number
  holds: boolean
}

export interface Scale {
  sizes: number[]
  rounds: number
  requests: number
}

/** No hash worth the name, so that it hides nothing of what storage takes. */
const CHEAP: Cost = { iterations: 1, rounds: 1 }
const CHEAP_VARS = { PASSWORD_ITERATIONS: '1', PASSWORD_ROUNDS: '1' }
const MOST_TIME = 1.2
const CONNECTIONS = 4

const own = (accounts: number) => `munjigi-${accounts}`
const counting = (accounts: number) => `counting-${accounts}`

async function contender({ course, passes }: Route, url: URL, accounts: number): Promise<Contender> {
  const courses = []
  for (let connection = 0; connection < CONNECTIONS; connection++) courses.push(await course(url, accounts))
  return { title: String(accounts), work: { url, courses, passes } }
}

async function rowsReadBy(route: Route, world: Stage, sizes: number[]): Promise<number[]> {
  const rows = []
  for (const size of sizes) rows.push((await countOf(route, world.url(counting(size)), size)).rowsRead)
  return rows
}

async function growthOf(
  route: Route,
  rowsRead: number[],
  world: Stage,
  { sizes, rounds, requests }: Scale,
): Promise<Growth> {
  const contenders = []
  for (const size of sizes) contenders.push(await contender(route, world.url(own(size)), size))
  const times = await race(contenders, requests, rounds, world.runtime)
  const grown = sizes.map((accounts, index): Grown => {
    const { p50, time } = times[index] ?? { p50: Number.NaN, time: Number.NaN }
    return { accounts, rowsRead: rowsRead[index] ?? Number.NaN, p50, time }
  })
  const fewest = grown[0]?.rowsRead ?? 0
  const holds = grown.every(({ rowsRead, time }) => rowsRead <= fewest && time <= MOST_TIME)
  return { title: route.title, sizes: grown, mostTime: MOST_TIME, holds }
}

/** The same requests on databases of different sizes, side by side in one workerd. */
export async function grow(
  directory: string,
  bundles: { munjigi: Bundle; counting: Bundle },
  scale: Scale,
): Promise<Growth[]> {
  const players = scale.sizes.flatMap((size) => [
    { name: own(size), bundle: bundles.munjigi, database: own(size), vars: CHEAP_VARS },
    { name: counting(size), bundle: bundles.counting, database: own(size), vars: CHEAP_VARS },
  ])
  await using world = await stage(directory, players)
  for (const size of scale.sizes) await fill(await world.database(own(size)), size, CHEAP)

  // Counted first: failed sign-ins leave counts behind, which later ones read.
  const rowsRead = []
  for (const route of ROUTES) rowsRead.push(await rowsReadBy(route, world, scale.sizes))
  const growths: Growth[] = []
  for (const [index, route] of ROUTES.entries()) {
    growths.push(await growthOf(route, rowsRead[index] ?? [], world, scale))
  }
  return growths
}
