import { describe, expect, test } from 'vitest'
import { notice } from '../../src/core/letters/letters.ts'
import { appCode, enrol, finish, withSecondFactor } from '../acts/second-factor.ts'
import { jarOf, SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import type { Door } from '../contracts/table.ts'
import { expectProblem } from '../world/answers.ts'
import { type Harness, harness, type Reply } from '../world/harness.ts'

type Cookies = Record<string, string>
const busking = doors.busking as Door
const ask = (h: Harness) => h.post(busking.path, busking.credentials(SINGER))
const { password } = SINGER

const disable = (h: Harness, cookies: Cookies, body: unknown, headers?: Record<string, string>) =>
  h.request('DELETE', '/v1/me/totp', { cookies, body, ...(headers && { headers }) })

interface Change {
  /** The account's own session, another by cookie, another by tokens, and the change to be made by the first. */
  arrange: (h: Harness) => Promise<{
    own: Cookies
    other: Cookies
    tokens: { access: string; refresh: string }
    change: (headers?: Record<string, string>) => Promise<Reply>
  }>
  enabled: boolean
}

/** Signs in elsewhere with the second factor on. */
async function finishedElsewhere(h: Harness, seed: string) {
  const byCookie = doors['native by cookie'] as Door
  const byToken = doors['native by token'] as Door
  const asked = await h.post(byCookie.path, byCookie.credentials(SINGER))
  const other = jarOf(await finish(h, byCookie, asked, appCode(h, seed)))
  h.clock.pass(30_000)
  const again = await h.post(byToken.path, byToken.credentials(SINGER))
  const { body } = await finish(h, byToken, again, appCode(h, seed))
  h.clock.pass(30_000)
  return { other, tokens: { access: body.access_token, refresh: body.refresh_token } }
}

const changes: Record<string, Change> = {
  'turning it on': {
    async arrange(h) {
      await h.person(SINGER)
      const own = await signInByCookie(h)
      const { secret } = (await enrol(h, own)).body
      const code = appCode(h, secret)
      return {
        own,
        other: await signInByCookie(h),
        tokens: await signInByToken(h),
        change: (headers = {}) =>
          h.request('POST', '/v1/me/totp/confirm', { cookies: own, body: { code }, headers }),
      }
    },
    enabled: true,
  },
  'turning it off': {
    async arrange(h) {
      const { cookies: own, seed } = await withSecondFactor(h)
      const elsewhere = await finishedElsewhere(h, seed)
      const code = appCode(h, seed)
      return { own, ...elsewhere, change: (headers) => disable(h, own, { password, code }, headers) }
    },
    enabled: false,
  },
}

describe.each(Object.entries(changes))('%s', (_, { arrange, enabled }) => {
  test('ends the other sessions at once, and its own goes on', async () => {
    const h = await harness()
    const { own, other, tokens, change } = await arrange(h)
    const paths = ['/v1/me', '/v1/sessions/current']
    for (const cookies of [own, other]) {
      for (const path of paths) expect((await h.request('GET', path, { cookies })).status).toBe(200)
    }
    expect((await h.request('GET', '/v1/me', { bearer: tokens.access })).status).toBe(200)

    expect((await change()).status).toBeLessThan(300)
    for (const path of paths) {
      expectProblem(await h.request('GET', path, { cookies: other }), 401, 'signed_out')
      expect((await h.request('GET', path, { cookies: own })).status).toBe(200)
    }
    expectProblem(await h.request('GET', '/v1/me', { bearer: tokens.access }), 401, 'signed_out')
    const refreshed = await h.post('/v1/tokens/refresh', { refresh_token: tokens.refresh })
    expectProblem(refreshed, 401, 'invalid_token')
  })

  test('ends a sign-in that waits for its next step', async () => {
    const h = await harness()
    const { own, change } = await arrange(h)
    const asked = await ask(h)
    await change()

    const code = { challenge: asked.body.data.challenge, code: '123456' }
    expectProblem(await h.post('/v1/sessions/second-factor', code), 401, 'signed_out')
    expect((await h.request('GET', '/v1/me', { cookies: own })).status).toBe(200)
  })

  test.for([
    ['ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
    ['en-GB', 'en'],
    ['fr', 'en'],
  ] as const)('tells its owner by mail, for Accept-Language %s in %s', async ([accepted, language]) => {
    const h = await harness()
    const { change } = await arrange(h)
    const before = (await h.mail.messages(SINGER.email)).length
    await change({ 'Accept-Language': accepted })

    const letters = await h.mail.messages(SINGER.email)
    expect(letters).toHaveLength(before + 1)
    expect(letters[0]).toMatchObject({
      to: SINGER.email,
      ...notice(language, enabled ? 'secondFactorOn' : 'secondFactorOff'),
    })
  })

  test('that could not be told is done all the same', async () => {
    const h = await harness()
    const { change } = await arrange(h)
    await h.mail.fail(500, 3)

    expect((await change()).status).toBeLessThan(300)
    expect(h.log).toContainEqual(expect.objectContaining({ level: 'error', event: 'deferred_work_failed' }))
  })
})
