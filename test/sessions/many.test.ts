import { env } from 'cloudflare:workers'
import { isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { sessions } from '../../src/db/schema.ts'
import { ENDINGS, signInAgain } from '../acts/endings.ts'
import { SINGER } from '../acts/sign-in.ts'
import { cookieLife, from, NEW_PASSWORD } from '../flows/flows.ts'
import { meteredKv } from '../world/bindings.ts'
import { type Harness, harness } from '../world/harness.ts'
import { addSessions, cookieAt, writeRecord } from '../world/sessions.ts'

/** Of 10,000 sessions from before they were bounded, those whose cookies a thief has, by their last use. */
const STOLEN = [1, 99, 100, 101, 200, 201, 5000, 10_000]
const ALIVE = { me: 200, current: 200 }
const DEAD = { me: 401, current: 401 }

async function addMany(h: Harness, id: number) {
  await addSessions(h, id, { count: 10_000, opened: STOLEN })
  for (const n of STOLEN) await writeRecord(h, id, n, 'of before')
}

const check = (h: Harness, n: number) => from(h, 'GET', '/v1/sessions/current', { cookies: cookieAt(n) })

test.each(Object.entries(ENDINGS))(
  '%s ends 10,000 sessions with the KV calls of one invocation, those that were checked before too',
  async (_, { prepare, status }) => {
    const h = await harness()
    const id = await h.person(SINGER)
    const own = await signInAgain(h, SINGER)
    const end = await prepare(h, { who: SINGER, id, own, other: cookieAt(1) })
    await addMany(h, id)
    for (const n of STOLEN.filter((_, place) => place % 2 === 0)) await check(h, n)

    h.setEnv({ KV: meteredKv() })
    expect((await end()).status).toBe(status)
    expect(h.log.filter(({ level }) => level === 'error')).toEqual([])
    h.setEnv({ KV: env.KV })
    for (const n of STOLEN) expect(await cookieLife(h, cookieAt(n))).toEqual(DEAD)
    expect((await h.db.select().from(sessions).where(isNull(sessions.revokedAt))).length).toBeLessThan(2)
  },
)

test.each(['a password reset', 'a password change', 'a forced password change'])(
  '%s refuses the old password and takes the new one, with 10,000 sessions too',
  async (name) => {
    const h = await harness()
    const id = await h.person(SINGER)
    const scene = { who: SINGER, id, own: await signInAgain(h, SINGER), other: cookieAt(1) }
    const end = await ENDINGS[name]?.prepare(h, scene)
    await addMany(h, id)
    h.setEnv({ KV: meteredKv() })
    await end?.()
    h.setEnv({ KV: env.KV })

    const passwords = [SINGER.password, NEW_PASSWORD]
    const lives = passwords.map(async (password) =>
      cookieLife(h, await signInAgain(h, { ...SINGER, password })),
    )
    expect(await Promise.all(lives)).toEqual([DEAD, ALIVE])
  },
)

describe('a record from before sessions were bounded', () => {
  test('is believed once D1 was asked, and from then on', async () => {
    const h = await harness()
    const id = await h.person(SINGER)
    await addSessions(h, id, { count: 1, opened: [1] })
    await writeRecord(h, id, 1, 'of before')
    expect(await cookieLife(h, cookieAt(1))).toEqual(ALIVE)

    await h.db.delete(sessions)
    expect((await check(h, 1)).status).toBe(200)
  })

  test('of an ended session is refused and deleted', async () => {
    const h = await harness()
    const id = await h.person(SINGER)
    await addSessions(h, id, { count: 1, opened: [1] })
    await writeRecord(h, id, 1, 'of before')
    await h.db.update(sessions).set({ revokedAt: h.clock.now })
    expect(await cookieLife(h, cookieAt(1))).toEqual(DEAD)
    expect((await env.KV.list()).keys).toEqual([])
  })

  test('of a session that is not among the last 100 to be used ends it', async () => {
    const h = await harness()
    const id = await h.person(SINGER)
    await addMany(h, id)
    for (const n of STOLEN) {
      const life = n > 100 ? DEAD : ALIVE
      expect([n, await check(h, n).then(({ status }) => status)]).toEqual([n, life.current])
      expect(await cookieLife(h, cookieAt(n))).toEqual(life)
    }
  })
})
