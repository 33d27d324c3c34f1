import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { sessions } from '../../src/db/schema.ts'
import { statuses } from '../acts/native.ts'
import { appCode } from '../acts/second-factor.ts'
import { SESSION, SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import { DATABASE_DOWN, expectProblem, NEW_PASSWORD } from '../world/answers.ts'
import { failingKv, watch } from '../world/bindings.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'

const DOCUMENTED = 'session'
const DEAD = 'A'.repeat(43)
const { seed: _, ...PONG } = PEOPLE.pong

/** Two accounts in one browser: the first by a native cookie and by token, the second by transcendence's cookie. */
async function world() {
  const h = await harness()
  await h.person(SINGER)
  await h.person(PONG)
  const native = (await signInByCookie(h))[SESSION] ?? ''
  const documented = (await signInByTranscendence(h)).cookies[DOCUMENTED]?.value ?? ''
  return { h, native, documented, bearer: (await signInByToken(h)).access }
}

const signInByTranscendence = (h: Harness) => h.post('/login', { id: PONG.username, password: PONG.password })
const me = (h: Harness, shown: object) => h.request('GET', '/v1/me', shown)
const check = (h: Harness, shown: object) => h.request('GET', '/v1/sessions/current', shown)
const whose = ({ status, body }: Reply) => body?.username ?? status
const byNative = (value: string) => ({ cookies: { [SESSION]: value } })
const byDocumented = (value: string) => ({ cookies: { [DOCUMENTED]: value } })
const cleared = ({ cookies }: Reply) =>
  Object.keys(cookies).filter(
    (name) => cookies[name]?.value === '' && /Max-Age=0;/.test(cookies[name].attributes),
  )

describe('of several credentials', () => {
  test('a bearer token counts before the native cookie, and that before the documented one', async () => {
    const { h, native, documented, bearer } = await world()
    const cookies = { [SESSION]: native, [DOCUMENTED]: documented }
    expect(whose(await me(h, { cookies, bearer }))).toBe(SINGER.username)
    expect(whose(await me(h, { cookies }))).toBe(SINGER.username)
    const other = { cookies: byDocumented(native).cookies, bearer: 'x.y.z' }
    expect(whose(await me(h, other))).toBe(SINGER.username)
    expect((await check(h, { cookies, bearer })).body.state).toBe('full')
  })

  test.each(['x.y.z', 'expired', 'ended'])(
    'one that lives counts after a bearer token that is %s',
    async (how) => {
      const { h, documented, bearer } = await world()
      if (how === 'ended') await h.request('DELETE', '/v1/sessions/current', { bearer })
      if (how === 'expired') h.clock.pass(31 * 60_000)
      const shown = { ...byDocumented(documented), bearer: how === 'x.y.z' ? how : bearer }
      expect(whose(await me(h, shown))).toBe(PONG.username)
    },
  )

  test('one that lives counts after a cookie that is dead, at every route that asks for a session', async () => {
    const { h, documented } = await world()
    const cookies = { [SESSION]: DEAD, [DOCUMENTED]: documented }
    expect(whose(await me(h, { cookies }))).toBe(PONG.username)
    expect((await check(h, { cookies })).status).toBe(200)
    expect((await h.request('GET', '/v1/sessions', { cookies })).body.sessions).toHaveLength(1)
    const body = { current: PONG.password, password: NEW_PASSWORD }
    expect((await h.request('PUT', '/v1/me/password', { cookies, body })).status).toBe(200)
  })

  test('none that lives is refused', async () => {
    const { h } = await world()
    const shown = { cookies: { [SESSION]: DEAD, [DOCUMENTED]: DEAD }, bearer: 'x.y.z' }
    expectProblem(await me(h, shown), 401, 'signed_out')
    expectProblem(await check(h, shown), 401, 'signed_out')
    expectProblem(await h.request('DELETE', '/v1/sessions/current', shown), 401, 'signed_out')
  })

  test('the check reads another cookie only where the first is dead, and D1 is asked once', async () => {
    const { h, native, documented } = await world()
    const cost = async (path: string, first: string) => {
      const { calls, bindings } = watch()
      h.setEnv(bindings)
      const cookies = { [SESSION]: first, [DOCUMENTED]: documented }
      expect((await h.request('GET', path, { cookies })).status).toBe(200)
      return calls.map(({ kind }) => kind)
    }
    expect(await cost('/v1/sessions/current', native)).toEqual(['KV read'])
    expect(await cost('/v1/sessions/current', DEAD)).toEqual(['KV read', 'KV read'])
    expect(await cost('/v1/me', native)).toEqual(['D1'])
    expect(await cost('/v1/me', DEAD)).toEqual(['D1'])
  })

  test.each(['dead', 'full'])('the pending one is finished, behind one that is %s', async (how) => {
    const h = await harness()
    await h.person(SINGER)
    await h.person(PEOPLE.pong)
    const native = how === 'dead' ? DEAD : (await signInByCookie(h))[SESSION]
    const pending = (await signInByTranscendence(h)).cookies[DOCUMENTED]?.value
    const finished = await h.request('POST', '/v1/sessions/second-factor', {
      cookies: { [SESSION]: native, [DOCUMENTED]: pending },
      body: { code: appCode(h, PEOPLE.pong.seed) },
    })
    expect(finished.body).toMatchObject(doors.transcendence?.finishes(PEOPLE.pong, 0, 0).body ?? {})
    expect(whose(await me(h, byDocumented(finished.cookies[DOCUMENTED]?.value ?? '')))).toBe(PONG.username)
  })
})

const signOuts = {
  native: (h: Harness, shown: object) => h.request('DELETE', '/v1/sessions/current', shown),
  'movie-in-case': (h: Harness, shown: object) => h.request('POST', '/user/logOut', shown),
}

describe.each(Object.entries(signOuts))('signing out by %s', (name, signOut) => {
  test('ends the session of each cookie that it clears', async () => {
    const { h, native, documented } = await world()
    const reply = await signOut(h, { cookies: { [SESSION]: native, [DOCUMENTED]: documented } })
    expect(reply.status).toBe(name === 'native' ? 204 : 200)
    expect(cleared(reply).toSorted()).toEqual([SESSION, DOCUMENTED])
    for (const shown of [byNative(native), byDocumented(documented)]) {
      expect(statuses([await me(h, shown), await check(h, shown)])).toEqual([401, 401])
    }
    const { events } = (await h.request('GET', '/admin/events', { bearer: env.ADMIN_TOKEN })).body
    expect(events.filter(({ what }: { what: string }) => what === 'signed_out')).toHaveLength(2)
  })

  test('ends the living one behind a dead one, and clears both', async () => {
    const { h, documented } = await world()
    const reply = await signOut(h, { cookies: { [SESSION]: DEAD, [DOCUMENTED]: documented } })
    expect(reply.status).toBe(name === 'native' ? 204 : 200)
    expect(cleared(reply).toSorted()).toEqual([SESSION, DOCUMENTED])
    expect((await me(h, byDocumented(documented))).status).toBe(401)
  })

  // Two reads of KV, two deletes, and D1.
  test.each([2, 3, 4, 5])('leaves both where storage fails at its call %i', async (at) => {
    const { h, native, documented } = await world()
    h.setEnv(watch({ faults: (n) => n === at && 'unheard' }).bindings)
    const reply = await signOut(h, { cookies: { [SESSION]: native, [DOCUMENTED]: documented } })
    expect(reply.status).toBe(name === 'native' ? 503 : 404)
    expect(cleared(reply)).toEqual([])
    h.setEnv({ DB: env.DB, KV: env.KV })
    for (const shown of [byNative(native), byDocumented(documented)]) {
      expect(statuses([await me(h, shown), await check(h, shown)])).toEqual([200, 200])
    }
  })
})

describe('signing out', () => {
  test('by a bearer token ends its session alone, and clears no cookie whose session lives on', async () => {
    const { h, native, documented, bearer } = await world()
    const cookies = { [SESSION]: native, [DOCUMENTED]: documented }
    const reply = await signOuts.native(h, { cookies, bearer })
    expect([reply.status, reply.cookies]).toEqual([204, {}])
    expect((await me(h, { bearer })).status).toBe(401)
    expect(whose(await me(h, byNative(native)))).toBe(SINGER.username)
    expect(whose(await me(h, byDocumented(documented)))).toBe(PONG.username)
  })

  test('by a bearer token that is over ends the cookies’ sessions', async () => {
    const { h, native, bearer } = await world()
    await signOuts.native(h, { bearer })
    const reply = await signOuts.native(h, { ...byNative(native), bearer })
    expect([reply.status, cleared(reply)]).toEqual([204, [SESSION]])
    expect((await me(h, byNative(native))).status).toBe(401)
  })

  test('without storage ends nothing and clears nothing', async () => {
    const { h, native, documented } = await world()
    for (const broken of [DATABASE_DOWN, { KV: failingKv('get', 'delete') }]) {
      h.setEnv(broken)
      const reply = await signOuts.native(h, { cookies: { [SESSION]: native, [DOCUMENTED]: documented } })
      expect([reply.status, reply.cookies]).toEqual([503, {}])
      h.setEnv({ DB: env.DB, KV: env.KV })
    }
    expect((await h.db.select().from(sessions)).filter(({ revokedAt }) => revokedAt !== null)).toEqual([])
  })
})

test.each(['cookie', 'bearer'])('erasing an account by %s clears no cookie of another', async (how) => {
  const { h, native, documented, bearer } = await world()
  const cookies = { [SESSION]: native, [DOCUMENTED]: documented }
  const body = { password: SINGER.password }
  const reply = await h.request('DELETE', '/v1/me', { cookies, body, ...(how === 'bearer' && { bearer }) })
  expect([reply.status, cleared(reply)]).toEqual([204, how === 'bearer' ? [] : [SESSION]])
  expect(whose(await me(h, byDocumented(documented)))).toBe(PONG.username)
})
