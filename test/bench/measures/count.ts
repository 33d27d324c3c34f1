import { Connection } from '../stage/connection.ts'
import type { Route } from '../stage/routes.ts'
import type { Count } from './counted.ts'
import { median } from './statistics.ts'

const REPEATS = 9

/** What a request of the route costs, asked of the counting worker: the median of each number in several requests. */
export async function countOf({ course, passes }: Route, url: URL, accounts: number): Promise<Count> {
  const { next, heard } = await course(url, accounts)
  const connection = new Connection(url)
  const counts: Count[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const request = next()
    const reply = await connection.send(request)
    if (reply.status !== passes) throw new Error(`${request.path}: ${reply.status} ${reply.body}`)
    heard?.(reply)
    counts.push(JSON.parse(/\r\nx-count: ([^\r]+)/i.exec(reply.headers)?.[1] ?? 'null'))
  }
  connection.close()
  const names = Object.keys(counts[0] ?? {}) as (keyof Count)[]
  const usual = names.map((name) => [name, median(counts.map((one) => one[name]))] as const)
  return Object.fromEntries(usual) as Record<keyof Count, number>
}
