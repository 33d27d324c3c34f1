import { Connection } from './connection.ts'
import type { Count } from './counted.ts'
import type { Route } from './routes.ts'

const REPEATS = 10

/** What a request of the route costs, asked of the counting worker: of each number, the most in several requests. */
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
  const most = names.map((name) => [name, Math.max(...counts.map((one) => one[name]))])
  return Object.fromEntries(most)
}
