import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { accounts, events, identities, totp } from '../../src/db/schema.ts'
import { act, counts, exported, IDENTITY, importRows, linesOf, operate } from '../acts/operator.ts'
import { enrol, withSecondFactor } from '../acts/second-factor.ts'
import { signInByCookie } from '../acts/sign-in.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { codeAt, range, watchedD1 } from '../world/instruments.ts'

const { busking: singer, gateway, movie, pong, ssafy } = PEOPLE

/** Accounts of every kind; what they need to sign in elsewhere. */
async function populated() {
  const h = await harness()
  const { recoveryCodes } = await withSecondFactor(h, singer)
  const cookies = await signInByCookie(h, singer)
  await h.request('POST', '/v1/sessions/second-factor', { cookies, body: { code: recoveryCodes[0] } })
  for (const one of [gateway, movie, pong, ssafy]) await h.person(one)
  await enrol(h, await signInByCookie(h, ssafy), ssafy)
  await act(h, 2, 'disable')
  await importRows(h, [
    {
      username: 'Odd',
      nickname: '"\\ 🎶\u2028',
      created_at: '1999-12-31T23:59:59.999Z',
      must_change_password: true,
    },
    { id: 900, username: 'linked', identities: [IDENTITY, { ...IDENTITY, provider: 'google' }] },
  ])
  return { h, recoveryCodes }
}

const finish = async (h: Harness, { username, password }: typeof singer, code: string) => {
  const { challenge } = (await h.post('/v1/sessions', { login: username, password, use: 'token' })).body
  return (await h.post('/v1/sessions/second-factor', { challenge, code })).status
}

describe('an export', () => {
  test('imported into an empty database is exported again to the byte', async () => {
    const { h } = await populated()
    const first = await exported(h)
    expect(first.split('\n')).toHaveLength(8)

    const other = await harness()
    const report = linesOf(await operate(other, 'POST', '/admin/accounts/import', { raw: first }))
    expect(report).toEqual([counts(7, 0, 0, 7)])
    expect(await exported(other)).toBe(first)

    const again = linesOf(await operate(other, 'POST', '/admin/accounts/import', { raw: first }))
    expect(again).toEqual([counts(0, 7, 0, 7)])
    expect(await exported(other)).toBe(first)
  })

  test('takes every way in along: passwords, second factors, unspent recovery codes', async () => {
    const { h, recoveryCodes } = await populated()
    const raw = await exported(h)
    const other = await harness()
    await operate(other, 'POST', '/admin/accounts/import', { raw })

    expect((await signInByCookie(other, ssafy))['__Host-munjigi_session']).toBeDefined()
    expect((await signInByCookie(other, movie))['__Host-munjigi_session']).toBeDefined()
    expect(await finish(other, singer, recoveryCodes[0] ?? '')).toBe(401)
    expect(await finish(other, singer, recoveryCodes[1] ?? '')).toBe(201)
    expect(await finish(other, pong, codeAt(other.clock.now))).toBe(201)
    const linked = await other.db.select().from(identities).where(eq(identities.accountId, 900))
    expect(linked.map(({ provider }) => provider)).toEqual(['42', 'google'])
  })

  test('is a line for each account, by id, with its names in one order', async () => {
    const h = await harness()
    await h.person({ ...pong, disabledAt: START })
    const [row] = await h.db.select().from(accounts)
    const [factor] = await h.db.select().from(totp)
    const now = new Date(START).toISOString()
    expect(await exported(h)).toBe(
      `${JSON.stringify({
        ...{ id: 1, username: 'pong42', email: 'pong42@example.com', email_verified_at: now, nickname: '퐁' },
        ...{ password_hash: row?.passwordHash, password_changed_at: null, must_change_password: false },
        ...{ disabled_at: now, created_at: now },
        second_factor: { sealed_seed: factor?.seed, confirmed_at: now, last_step: 0 },
        ...{ recovery_codes: [], identities: [] },
      })}\n`,
    )
  })

  test('goes through pages of accounts, and on from any of them', async () => {
    const h = await harness()
    await importRows(
      h,
      range(1234).map((at) => ({ id: 3 * at + 1, username: `u${at}` })),
    )
    const ids = async (query: string) =>
      linesOf(await operate(h, 'GET', `/admin/accounts/export${query}`)).map(({ id }) => id)

    expect(await ids('')).toEqual(range(1234).map((at) => 3 * at + 1))
    expect(await ids('?after=3691')).toEqual([3694, 3697, 3700])
    expect(await ids('?after=3700')).toEqual([])
  })

  test('is recorded as the operator’s act', async () => {
    const h = await harness()
    expect(await exported(h)).toBe('')
    expect(await h.db.select().from(events)).toEqual([
      expect.objectContaining({ what: 'export_begun', actor: 'operator', accountId: null }),
    ])
  })

  test('leaves out a second factor that was never confirmed', async () => {
    const h = await harness()
    await h.person(ssafy)
    await enrol(h, await signInByCookie(h, ssafy), ssafy)
    expect(linesOf(await operate(h, 'GET', '/admin/accounts/export'))[0].second_factor).toBeNull()
  })

  test('that storage breaks off does not end like a whole one, and is logged', async () => {
    const h = await harness()
    await importRows(
      h,
      range(600).map((at) => ({ username: `u${at}` })),
    )
    let pages = 0
    const DB = watchedD1(env.DB, ([first]) => {
      if (first?.includes('json_group_array') && ++pages === 2) throw new Error('D1_ERROR: gone')
    })
    h.setEnv({ DB })
    await expect(operate(h, 'GET', '/admin/accounts/export')).rejects.toThrow('the export broke off')
    expect(h.log.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ event: 'export_failed' }),
    ])
  })

  test('reads no further than its reader', async () => {
    const h = await harness()
    await importRows(
      h,
      range(3000).map((at) => ({ username: `u${at}` })),
    )
    let pages = 0
    const DB = watchedD1(env.DB, ([first]) => {
      if (first?.includes('json_group_array')) pages++
    })
    const app = createApp({ now: () => START, crypto, fetch, wait: async () => {}, write: () => {} })
    const headers = { Authorization: `Bearer ${env.ADMIN_TOKEN}` }
    const request = new Request('https://auth.test/admin/accounts/export', { headers })
    const reply = await app.fetch(request, { ...h.env(), DB }, createExecutionContext())
    const reader = reply.body?.getReader()
    await reader?.read()
    await h.db.run(sql`select 1`)
    expect(pages).toBeLessThanOrEqual(2)
    await reader?.cancel()
    await h.db.run(sql`select 1`)
    expect(pages).toBeLessThanOrEqual(2)
  })
})
