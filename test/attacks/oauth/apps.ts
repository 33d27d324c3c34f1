import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { authorizationCodes, events, sessions } from '../../../src/db/schema.ts'
import { APP, CHALLENGE, codeFor, exchange, isRefused, LOOPBACK, VERIFIER, WEB_APP } from '../../acts/apps.ts'
import { act } from '../../acts/operator.ts'
import { totpCode } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { browser, standIn } from '../../world/providers.ts'
import { everythingStored } from '../../world/storage.ts'

const MINUTE = 60_000
const OTHER_VERIFIER = 'x'.repeat(43)

const living = async (h: Harness) =>
  (await h.db.select().from(sessions)).filter(({ revokedAt }) => revokedAt === null).length

describe('46: an app’s code counts once, for that app, for a minute', () => {
  test.each([
    ['another verifier', { code_verifier: OTHER_VERIFIER }],
    ['the challenge for the verifier', { code_verifier: CHALLENGE }],
    ['another redirect URI', { redirect_uri: WEB_APP }],
    ['a redirect URI that is longer', { redirect_uri: `${APP}/` }],
    ['a loopback address', { redirect_uri: LOOPBACK }],
  ])('46: with %s it buys nothing, and is burnt for the right one too', async (_, wrong) => {
    const h = await harness()
    const code = await codeFor(browser(h))
    isRefused(await exchange(h, { code, ...wrong }))
    isRefused(await exchange(h, { code }))
    expect(await h.db.select().from(sessions)).toEqual([])
  })

  test('46: without a verifier or a redirect URI, or with a field twice, it is no exchange', async () => {
    const h = await harness()
    const code = await codeFor(browser(h))
    const wrong = [
      { code_verifier: undefined },
      { code_verifier: '' },
      { redirect_uri: undefined },
      { code: undefined },
    ]
    for (const fields of wrong) {
      const reply = await exchange(h, { code, ...fields })
      expect([reply.status, reply.body.error]).toEqual([400, 'invalid_request'])
    }
    const twice = `grant_type=authorization_code&code=${code}&code=${code}&redirect_uri=${APP}&code_verifier=${VERIFIER}`
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const reply = await h.request('POST', '/v1/tokens', { raw: twice, headers })
    expect([reply.status, reply.body.error]).toEqual([400, 'invalid_request'])
    expect((await exchange(h, { code })).status).toBe(200)
  })

  test('46: shown again it ends what it bought, which is recorded', async () => {
    const h = await harness()
    const code = await codeFor(browser(h))
    const { body } = await exchange(h, { code })
    isRefused(await exchange(h, { code, code_verifier: OTHER_VERIFIER }))

    expect((await h.request('GET', '/v1/me', { bearer: body.access_token })).status).toBe(401)
    const { refresh_token } = body
    expect((await h.post('/v1/tokens/refresh', { refresh_token })).status).toBe(401)
    expect(await h.db.$count(events, eq(events.what, 'code_reused'))).toBe(1)
  })

  test('46: shown again after the second factor, and hours later, it ends what became of it', async () => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    await standIn(h, 'google').person({ email: PEOPLE.pong.email })
    const code = await codeFor(browser(h))
    const { challenge } = (await exchange(h, { code })).body
    const proven = await h.post('/v1/sessions/second-factor', { code: totpCode(h), challenge })
    const bearer = proven.body.access_token
    expect((await h.request('GET', '/v1/me', { bearer })).status).toBe(200)

    h.clock.pass(20 * MINUTE)
    isRefused(await exchange(h, { code }))
    expect((await h.request('GET', '/v1/me', { bearer })).status).toBe(401)
  })

  test('46: of twenty at once one gets tokens at most, and they are worth nothing', async () => {
    const h = await harness()
    const code = await codeFor(browser(h))
    const replies = await Promise.all(Array.from({ length: 20 }, () => exchange(h, { code })))
    const bought = replies.filter(({ status }) => status === 200)
    expect(bought.length).toBeLessThanOrEqual(1)
    expect(new Set(replies.map(({ status }) => status))).toContain(400)
    expect(await living(h)).toBe(0)
    for (const { body } of bought) {
      expect((await h.request('GET', '/v1/me', { bearer: body.access_token })).status).toBe(401)
    }
  })

  test('46: after a minute it is over', async () => {
    const h = await harness()
    const [soon, late] = [await codeFor(browser(h)), await codeFor(browser(h))]
    h.clock.pass(MINUTE - 1)
    expect((await exchange(h, { code: soon })).status).toBe(200)
    h.clock.pass(1)
    isRefused(await exchange(h, { code: late }))
    expect(await living(h)).toBe(1)
  })

  test('46: one that is made up, cut, or another account’s is refused', async () => {
    const h = await harness()
    const code = await codeFor(browser(h))
    await standIn(h, 'google').person({ id: 'another', email: 'another@example.com' })
    await codeFor(browser(h))
    const [, secret = ''] = code.split('.')
    const wrong = [secret, `2.${secret}`, `1e0.${secret}`, `01.${secret}`, ` ${code}`, code.slice(0, -1)]
    for (const one of [...wrong, `${code}A`, `${code}%00`, '1.', '', 'null', `${2 ** 60}.${secret}`]) {
      isRefused(await exchange(h, { code: one }))
    }
    expect((await exchange(h, { code })).status).toBe(200)
  })

  test('46: it is stored as a hash, and neither it nor a token is in a log', async () => {
    const h = await harness()
    const code = await codeFor(browser(h))
    const before = await everythingStored()
    const { body } = await exchange(h, { code })
    const heard = [before, await everythingStored(), JSON.stringify(h.log)].join('\n')
    const [, secret = ''] = code.split('.')
    for (const one of [secret, VERIFIER, body.access_token, body.refresh_token]) {
      expect(heard).not.toContain(one)
    }
  })
})

describe('46: what voids a sign-in voids the code', () => {
  const acts: [string, (h: Harness, login: string) => Promise<unknown>][] = [
    ['disabling', (h) => act(h, 1, 'disable')],
    ['disabling, and enabling again', async (h) => [await act(h, 1, 'disable'), await act(h, 1, 'enable')]],
    ['ending all sessions', (h) => act(h, 1, 'end-sessions')],
    [
      'a reset by mail',
      async (h, login) => {
        await h.post('/v1/recovery/password', { login })
        const code = await h.mail.code(PEOPLE.ssafy.email)
        const { reset_token } = (await h.post('/v1/recovery/password/verify', { login, code })).body
        const body = { reset_token, password: 'quite another password' }
        expect((await h.request('PUT', '/v1/recovery/password', { body })).status).toBe(204)
      },
    ],
  ]

  test.each(acts)('46: %s', async (_, change) => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    await standIn(h, 'google').person({ email: PEOPLE.ssafy.email })
    const code = await codeFor(browser(h))
    await change(h, PEOPLE.ssafy.username)
    isRefused(await exchange(h, { code }))
    expect(await living(h)).toBe(0)
  })

  test('46: unlinking the identity, and erasing the account', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    await standIn(h, 'google').person({ email: PEOPLE.ssafy.email })
    const b = browser(h)
    const { username: login, password } = PEOPLE.ssafy
    await b.visit('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } })
    const [unlinked, erased] = [await codeFor(browser(h)), await codeFor(browser(h))]
    expect((await b.visit('DELETE', '/v1/me/identities/google')).status).toBe(204)
    isRefused(await exchange(h, { code: unlinked }))
    expect((await b.visit('DELETE', '/v1/me', { body: { password } })).status).toBe(204)
    isRefused(await exchange(h, { code: erased }))
    expect(await h.db.select().from(authorizationCodes)).toEqual([])
  })
})
