import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response } from 'miniflare'
import { unstable_readConfig, unstable_splitSqlQuery } from 'wrangler'
import { random, secrets } from '../../../src/dev/secrets.ts'
import { type Bundle, root } from './bundle.ts'
import { type Runtime, runtimeOf } from './runtime.ts'

export type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

export interface Player {
  name: string
  bundle: Bundle
  /** Players of one database share its rows, and its KV namespace. */
  database: string
  vars?: Record<string, string>
  /** Players that it calls, by the names of its bindings. */
  services?: Record<string, { name: string; entrypoint: string }>
}

export interface Stage {
  /** Straight to the worker, past the local server's own. */
  url(player: string): URL
  database(player: string): Promise<Database>
  /** Runs what the player does by schedule, to its end. */
  schedule(player: string): Promise<void>
  runtime: Runtime
  [Symbol.asyncDispose](): Promise<void>
}

/** What of wrangler.toml is needed here; wrangler's own type of it does not come with the package. */
interface Config {
  compatibility_date: string
  vars: Record<string, string>
  d1_databases: { migrations_dir: string }[]
  ratelimits: { name: string; namespace_id: string; simple: { limit: number; period: 10 | 60 } }[]
}

const config = unstable_readConfig({ config: join(root, 'wrangler.toml') }) as Config

async function vars(): Promise<Record<string, string>> {
  const made = Object.entries(secrets).map(async ([name, make]) => [name, await make()])
  return {
    ...config.vars,
    MAIL_API_KEY: random(),
    ...Object.fromEntries(await Promise.all(made)),
  }
}

/** All players in one workerd, on D1 and KV that persist in `directory`, migrated. `hear` gets each line they log. */
export async function stage(
  directory: string,
  players: Player[],
  hear: (line: string) => void = () => {},
  inspectorPort?: number,
): Promise<Stage> {
  const shared = await vars()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ message }) => hear(message),
      cf: false,
      ...(inspectorPort === undefined ? {} : { inspectorPort }),
      resourcePersistencePath: directory,
      workers: players.map(({ name, bundle, database, vars, services }) => ({
        name,
        modules: [{ type: 'ESModule', path: bundle.file, contents: bundle.code }],
        modulesRoot: '/',
        compatibilityDate: config.compatibility_date,
        bindings: { ...shared, ...vars },
        d1Databases: { DB: database },
        kvNamespaces: { KV: database },
        // What goes with pages, whose length is no matter here.
        serviceBindings: { ASSETS: () => new Response('asset'), ...services },
        ratelimits: Object.fromEntries(config.ratelimits.map(({ name, ...limit }) => [name, limit])),
        unsafeDirectSockets: [{}],
      })),
    }),
  )
  await miniflare.ready
  const urls = new Map<string, URL>()
  for (const { name } of players) urls.set(name, await miniflare.unsafeGetDirectURL(name))
  const firsts = new Map(players.map(({ name, database }) => [database, name]))
  for (const name of firsts.values()) await migrate(await miniflare.getD1Database('DB', name))
  return {
    url: (player) => urls.get(player) as URL,
    database: (player) => miniflare.getD1Database('DB', player),
    schedule: async (player) => {
      const worker = await miniflare.getWorker(player)
      // A connection that was idle for long is found closed by the first who takes it up again.
      const { outcome } = await worker.scheduled().catch(() => worker.scheduled())
      if (outcome !== 'ok') throw new Error(`the schedule of ${player} ended with ${outcome}`)
    },
    runtime: await runtimeOf(process.pid),
    [Symbol.asyncDispose]: () => miniflare.dispose(),
  }
}

async function migrate(db: Database): Promise<void> {
  // Storage that an earlier stage left behind.
  if (await db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'accounts'").first()) return
  const folder = join(root, config.d1_databases[0]?.migrations_dir ?? '')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()
  for (const file of files) {
    const statements = unstable_splitSqlQuery(await readFile(join(folder, file), 'utf8'))
    await db.batch(statements.map((statement) => db.prepare(statement)))
  }
}
