import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { DAY } from '../../src/core/time.ts'
import { outcomeOf } from '../flows/flows.ts'
import { flows as all } from '../flows/index.ts'
import { countingD1, nothingAsked } from '../world/counting.ts'
import { type Harness, harness, START } from '../world/harness.ts'

/**
 * The most rows that D1 writes for a request, with what it does after its reply, and how many the purge has to delete
 * one day. Rows written are what a request costs. Letters and codes count for the network beside the account, and a new
 * password opens again what the steps before it have counted.
 */
type Row = [title: string, written: number, purged: number]

const ROWS: Row[] = [
  ['sign in, native by token', 7, 2],
  ['sign in, native by cookie', 8, 2],
  ['sign in, ssafy', 7, 2],
  ['sign in, busking', 7, 2],
  ['sign in, gateway', 7, 2],
  ['sign in, movie-in-case', 8, 2],
  ['sign in, transcendence', 8, 2],
  ['sign in with a wrong password, ssafy', 4, 3],
  ['sign in with an unknown id, ssafy', 4, 3],
  ['sign up', 4, 3],
  // The account, and its place with an entry for each of its two names.
  ['verify a sign-up', 9, 1],
  ['ask for a code, native', 7, 5],
  ['ask for a code', 6, 4],
  ['check the code, native', 8, 2],
  ['check the code', 8, 2],
  ['set the password, native', 8, 1],
  ['set the password', 7, 1],
  ['ask for the second factor, native by token', 8, 2],
  ['ask for the second factor, native by cookie', 8, 2],
  ['second factor, native by token', 7, 2],
  ['second factor, native by cookie', 8, 2],
  ['refresh, native', 1, 0],
  ['refresh, busking', 1, 0],
  ['refresh, gateway', 1, 0],
  ['session check by cookie', 0, 0],
  ['session check by access token', 0, 0],
  ['sign out, native', 3, 1],
]

const flows = new Map(all.map((flow) => [flow.title, flow]))

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** Every request comes from a browser of a kind that was seen before. */
async function inBrowser(): Promise<Harness> {
  const h = await harness()
  await h.db.run(sql`insert into user_agents values (1, ${AGENT}, ${START})`)
  const request: Harness['request'] = (method, path, options = {}) =>
    h.request(method, path, { ...options, headers: { 'User-Agent': AGENT, ...options.headers } })
  return { ...h, request }
}

/** Rows that somebody has to delete again. */
async function passing(h: Harness): Promise<number> {
  const tables = ['sessions', 'throttles', 'challenges', 'events', 'oauth_flows', 'user_agents']
  const counts = await Promise.all(
    tables.map((table) => h.db.get<{ n: number }>(sql.raw(`select count(*) as n from ${table}`))),
  )
  return counts.reduce((sum, { n }) => sum + n, 0)
}

test.each(ROWS)(
  '%s writes at most %d rows, of which the purge deletes %d',
  async (title, written, purged) => {
    const flow = flows.get(title)
    if (!flow) throw new Error(`no flow is called ${title}`)
    const h = await inBrowser()
    const { send } = await flow.arrange(h)
    const before = await passing(h)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })

    expect(outcomeOf(await send())).toBe(flow.passes)

    expect(count.rowsWritten).toBeLessThanOrEqual(written)
    expect((await passing(h)) - before).toBeLessThanOrEqual(purged)
  },
)

test('a user agent that was never seen writes three rows more, and that once', async () => {
  const h = await harness()
  const count = nothingAsked()
  h.setEnv({ DB: countingD1(env.DB, count) })
  const failWith = async (agent: string) => {
    count.rowsWritten = 0
    const body = { login: crypto.randomUUID(), password: 'wrong', use: 'token' }
    await h.post('/v1/sessions', body, { 'User-Agent': agent, 'CF-Connecting-IP': '203.0.113.9' })
    return count.rowsWritten
  }
  expect([await failWith(AGENT), await failWith(AGENT), await failWith(`${AGENT}!`)]).toEqual([7, 4, 7])
  h.clock.pass(31 * DAY)
  expect([await failWith(AGENT), await failWith(AGENT)]).toEqual([6, 4])
})
