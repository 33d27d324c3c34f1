import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { events, identities } from '../../src/db/schema.ts'
import { exported, HASH, importRows } from '../acts/operator.ts'
import { resetPassword, signInByCookie } from '../acts/sign-in.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'
import { everyAccount } from '../world/people.ts'
import { approve, browser, standIn } from '../world/providers.ts'

const VICTIM = {
  username: 'victim',
  email: 'victim@example.com',
  password: 'moonlight sonata',
  nickname: 'v',
}
const PLANTED = { provider: 'github', subject: '666', created_at: '2020-01-01T00:00:00.000Z' }
const GITHUB = '/v1/oauth/github'

/** An account that came from elsewhere; whoever filled it in there may have planted an identity. */
async function imported(more: object = {}, identity: object = {}) {
  const h = await harness()
  const { username, email } = VICTIM
  const row = { username, email, password_hash: HASH, identities: [{ ...PLANTED, ...identity }], ...more }
  expect((await importRows(h, [row])).refused).toEqual([])
  await standIn(h, 'github').person({ id: Number(PLANTED.subject), email: 'planter@example.com' })
  return h
}

const planter = async (h: Harness) => {
  const b = browser(h)
  await b.travel(GITHUB)
  return b
}
const usernameOf = async (h: Harness) => (await (await planter(h)).session()).body.username
const reset = (h: Harness) => resetPassword(h, VICTIM, NEW_PASSWORD)
const stored = async (_h: Harness) => (await everyAccount())[0]
const subjectsOf = async (h: Harness) => (await h.mail.messages(VICTIM.email)).map(({ subject }) => subject)

describe('a reset by mail, where nobody had verified the address', () => {
  test('31: takes the identities off that came along, and their sign-in leads elsewhere', async () => {
    const h = await imported()
    const b = await planter(h)
    expect((await b.session()).body.username).toBe(VICTIM.username)
    expect((await reset(h)).status).toBe(200)

    expect((await b.session()).status).toBe(401)
    expect(await usernameOf(h)).not.toBe(VICTIM.username)
    const own = and(eq(events.accountId, 1), eq(events.what, 'identities_removed'))
    expect(await h.db.$count(events, own)).toBe(1)
    expect(await subjectsOf(h)).toContain('[문지기] 확인되지 않은 로그인 방법을 지웠습니다')
  })

  test('verifies it', async () => {
    const h = await imported()
    expect((await stored(h))?.emailVerifiedAt).toBeNull()
    await reset(h)
    expect((await stored(h))?.emailVerifiedAt).toBe(h.clock.now)
    const cookies = await signInByCookie(h, { ...VICTIM, password: NEW_PASSWORD })
    expect((await h.request('GET', '/v1/me', { cookies })).body.email_verified).toBe(true)
  })

  test('leaves what the owner linked, and what the import said was proven', async () => {
    const h = await imported({}, { proven_at: '2020-01-01T00:00:00.000Z' })
    const b = browser(h, await signInByCookie(h, VICTIM))
    const begun = await b.visit('POST', '/v1/me/identities/google', { body: { password: VICTIM.password } })
    await b.arrive(await approve(begun.body.authorization_url))
    await reset(h)

    expect(await h.db.$count(identities, eq(identities.accountId, 1))).toBe(2)
    expect(await usernameOf(h)).toBe(VICTIM.username)
    expect(await subjectsOf(h)).not.toContain('[문지기] 확인되지 않은 로그인 방법을 지웠습니다')
  })

  test('31: is not stopped by a sign-in of the planted identity, which proves nothing', async () => {
    const h = await imported()
    for (let at = 0; at < 3; at++) await planter(h)
    await reset(h)
    expect(await h.db.$count(identities, eq(identities.accountId, 1))).toBe(0)
  })

  test('leaves everything where the password is refused', async () => {
    const h = await imported()
    expect((await resetPassword(h, VICTIM, 'short')).status).toBe(400)
    expect((await stored(h))?.emailVerifiedAt).toBeNull()
    expect(await h.db.$count(identities)).toBe(1)
  })
})

test('a reset by mail to an address that was verified before takes nothing off', async () => {
  const h = await imported({ email_verified_at: '2021-01-01T00:00:00.000Z' })
  await reset(h)
  expect((await stored(h))?.emailVerifiedAt).toBe(Date.UTC(2021))
  expect(await usernameOf(h)).toBe(VICTIM.username)
})

test('whether an identity was proven moves with the account', async () => {
  const h = await imported()
  await browser(h).travel('/v1/oauth/google')
  const raw = await exported(h)
  const proven = raw
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).identities)
  expect(proven).toEqual([
    [{ ...PLANTED, proven_at: null }],
    [expect.objectContaining({ provider: 'google', proven_at: new Date(h.clock.now).toISOString() })],
  ])
})
