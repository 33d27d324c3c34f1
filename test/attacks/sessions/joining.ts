import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accounts, places } from '../../../src/db/schema.ts'
import { problems, seen } from '../../acts/native.ts'
import { jarOf } from '../../acts/sign-in.ts'
import { asked, join, OTHER, PONG, placesOf, STAGE, signIn } from '../../realms/realms.ts'
import { countHashes, expectProblem, NEW_PASSWORD } from '../../world/answers.ts'
import { range, watchedD1 } from '../../world/instruments.ts'

/** The thief's own account, of which they know everything. */
const THIEF = {
  realm: 'stage',
  username: 'thief',
  email: 'thief@example.com',
  nickname: 't',
  password: 'thief pass 1',
}
const OWN = { realm: THIEF.realm, login: THIEF.username, password: THIEF.password }

describe('52: whoever joins accounts', () => {
  test('52: with a cookie alone brings no account of their own into it, once it is ten minutes old', async () => {
    const { h, pong, cookies } = await asked()
    await h.person(THIEF)
    h.clock.pass(10 * 60_000)
    expectProblem(await join(h, cookies, { ...OWN, current: undefined }), 403, 'reauthentication_needed')
    const guesses = []
    for (const at of range(6)) guesses.push(await join(h, cookies, { ...OWN, current: `guess ${at}` }))
    expect(problems(guesses)).toEqual([...Array(5).fill('401 bad_credentials'), '429 too_many_attempts'])
    expect(await placesOf(pong)).toHaveLength(1)
    expect((await signIn(h, { ...THIEF, username: PONG.username })).status).toBe(401)
    // The owner's own door stays open.
    expect((await signIn(h, PONG)).status).toBe(201)
  })

  test('52: without a session asks nothing, whatever is shown', async () => {
    const { h } = await asked()
    const hashes = await countHashes(async () => {
      expectProblem(await join(h, {}), 401, 'signed_out')
      expectProblem(await join(h, { '__Host-munjigi_session': 'A'.repeat(43) }), 401, 'signed_out')
    })
    expect(hashes).toBe(0)
  })

  test('52: learns of the other account what a sign-in tells, and guesses no more often', async () => {
    const { h, cookies, stage } = await asked()
    const answers = new Set<string>()
    const costs = new Set<number>()
    const ask = async (given: object) => {
      costs.add(await countHashes(async () => void answers.add(seen(await join(h, cookies, given)).text)))
    }
    await ask({ password: 'a wrong guess' })
    await ask({ login: 'nobody' })
    await ask({ login: 'nobody@example.com' })
    await h.db.update(accounts).set({ passwordHash: null }).where(eq(accounts.id, stage))
    await ask({ login: STAGE.email })
    expect([answers.size, costs.size]).toEqual([1, 1])

    for (const _ of range(4)) await ask({ login: STAGE.username })
    expectProblem(await join(h, cookies), 429, 'too_many_attempts')
    expect((await signIn(h, STAGE)).status).toBe(429)
  })

  test('52: with a password that is changed meanwhile gets nothing', async () => {
    const { h, cookies, pong, stage } = await asked()
    let changed = false
    const DB = watchedD1(env.DB, (statements) => {
      if (changed || !statements.some((sql) => sql.startsWith('update "places" set "account_id"'))) return
      changed = true
      return env.DB.prepare('update accounts set epoch = epoch + 1 where id = ?').bind(stage).run()
    })
    h.setEnv({ DB })
    expectProblem(await join(h, cookies), 401, 'signed_out')
    expect(changed).toBe(true)
    expect([await placesOf(pong), await placesOf(stage)].map(({ length }) => length)).toEqual([1, 1])
    expect((await signIn(h, STAGE)).status).toBe(201)
  })

  test('52: with a stolen password loses all of it to the mailbox of the joined account', async () => {
    const { h, cookies } = await asked()
    const email = 'owner@example.com'
    await h.db.update(places).set({ email, emailKey: email }).where(eq(places.realm, 'stage'))
    await join(h, cookies)
    expect((await h.mail.messages(email)).map(({ subject }) => subject)).toEqual([
      '[Munjigi] Two accounts became one',
    ])

    const door = { realm: OTHER.realm, login: OTHER.login }
    await h.post('/v1/recovery/password', door)
    const code = await h.mail.code(email)
    const { reset_token } = (await h.post('/v1/recovery/password/verify', { ...door, code })).body
    const body = { reset_token, password: NEW_PASSWORD }
    expect((await h.request('PUT', '/v1/recovery/password', { body })).status).toBe(204)
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 401, 'signed_out')
    expect((await signIn(h, PONG)).status).toBe(401)
    expect(Object.keys(jarOf(await signIn(h, { ...STAGE, password: NEW_PASSWORD }, 'cookie')))).toHaveLength(
      2,
    )
  })
})
