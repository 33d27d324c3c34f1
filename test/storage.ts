import { env } from 'cloudflare:workers'

/** Every row that D1 holds, by table, but for those that never change. */
export async function everyRow(): Promise<Record<string, unknown[]>> {
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*'",
  ).all<{ name: string }>()
  const names = results
    .map(({ name }) => name)
    .filter((name) => !['d1_migrations', 'common_passwords'].includes(name))
  const tables = await env.DB.batch(
    names.map((name) => env.DB.prepare(`select * from ${name} order by 1, 2`)),
  )
  return Object.fromEntries(tables.map(({ results }, at) => [names[at], results]))
}

/** Everything that D1 and KV hold, as text to search for secrets. */
export async function everythingStored(): Promise<string> {
  const { keys } = await env.KV.list()
  const values = await Promise.all(keys.map(async ({ name }) => [name, await env.KV.get(name)]))
  return JSON.stringify([await everyRow(), values])
}
