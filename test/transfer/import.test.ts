import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { events, identities, places } from '../../src/db/schema.ts'
import { act, counts, HASH, IDENTITY, importRows, linesOf, operate } from '../acts/operator.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range, watchedD1 } from '../world/instruments.ts'
import { everyAccount } from '../world/people.ts'

const nara = { username: 'Nara', email: 'Nara@Example.com', password_hash: HASH }

const signIn = async (h: Harness, login: string, password = 'moonlight sonata') =>
  (await h.post('/v1/sessions', { login, password, use: 'token' })).status

/** A body in pieces of `size` bytes. */
function inPieces(text: string, size: number): ReadableStream {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
      if (at >= bytes.length) controller.close()
    },
  })
}

describe('an imported account', () => {
  test('is as its line says', async () => {
    const h = await harness()
    const line = {
      ...{ id: 77, ...nara, email_verified_at: '2020-02-03T04:05:06.789+09:00', nickname: '나라 🎶' },
      ...{ must_change_password: true, password_changed_at: '2021-01-01T00:00:00Z' },
      ...{ disabled_at: '2022-01-01T00:00:00Z', created_at: '2019-01-01T00:00:00Z' },
      identities: [IDENTITY, { ...IDENTITY, provider: 'google' }],
    }
    expect(await importRows(h, [line])).toEqual({ refused: [], counts: counts(1, 0, 0, 1) })

    const [row] = await everyAccount()
    expect(row).toMatchObject({
      ...{ id: 77, username: 'Nara', usernameKey: 'nara', email: 'Nara@Example.com' },
      ...{ emailKey: 'nara@example.com', nickname: '나라 🎶', passwordHash: HASH, mustChangePassword: true },
      emailVerifiedAt: Date.parse(line.email_verified_at),
      passwordChangedAt: Date.UTC(2021, 0),
      disabledAt: Date.UTC(2022, 0),
      createdAt: Date.UTC(2019, 0),
      updatedAt: START,
      epoch: expect.any(Number),
    })
    expect(await h.db.select().from(identities)).toHaveLength(2)
  })

  test('needs a username and no more', async () => {
    const h = await harness()
    await importRows(h, [{ username: 'nara' }])
    const [row] = await everyAccount()
    expect(row).toMatchObject({
      ...{ id: 1, username: 'nara', nickname: 'nara', email: null, emailKey: null, passwordHash: null },
      ...{ emailVerifiedAt: null, passwordChangedAt: null, mustChangePassword: false, disabledAt: null },
      createdAt: START,
    })
    expect(await signIn(h, 'nara', '')).toBe(401)
  })

  test('is verified and disabled from now on, where the line says so without a time', async () => {
    const h = await harness()
    await importRows(h, [{ ...nara, email_verified: true, disabled: true }])
    expect((await everyAccount())[0]).toMatchObject({ emailVerifiedAt: START, disabledAt: START })
    expect(await signIn(h, 'nara')).toBe(401)
    await act(h, 1, 'enable')
    expect(await signIn(h, 'nara@example.com')).toBe(201)
  })

  test('leaves its id to it, and those that come after get higher ones', async () => {
    const h = await harness()
    await importRows(h, [{ id: 1000, username: 'first' }, { username: 'second' }])
    expect((await everyAccount()).map(({ id }) => id)).toEqual([1000, 1001])
  })
})

describe('the same import again', () => {
  test('changes nothing, whatever happened since', async () => {
    const h = await harness()
    const rows = [{ id: 5, ...nara, identities: [IDENTITY] }, { username: 'other' }]
    await importRows(h, rows)
    expect(await signIn(h, 'nara')).toBe(201)
    await act(h, 5, 'disable')
    await h.db.update(places).set({ nickname: 'changed' })
    const before = await everyAccount()
    expect(before[0]?.passwordHash).not.toBe(HASH)

    expect(await importRows(h, rows)).toEqual({ refused: [], counts: counts(0, 2, 0, 2) })
    expect(await everyAccount()).toEqual(before)
  })

  test('finishes what broke off: each account is there whole or not at all', async () => {
    const h = await harness()
    const rows = range(1200).map((at) => ({
      id: at + 1,
      username: `u${at}`,
      identities: [{ ...IDENTITY, subject: `${at}` }],
    }))
    let settled = 0
    const DB = watchedD1(env.DB, (statements) => {
      if (statements[0]?.includes('insert into "accounts"') && ++settled === 2) throw new Error('D1_ERROR')
    })
    h.setEnv({ DB })
    const broken = await importRows(h, rows)
    expect(broken).toEqual({ refused: [], counts: { ...counts(500, 0, 0, 500), done: false } })
    expect(await h.db.select().from(identities)).toHaveLength(500)
    expect(h.log.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ event: 'import_failed', line: 500 }),
    ])

    expect((await importRows(h, rows)).counts).toEqual(counts(700, 500, 0, 1200))
    expect(await h.db.select().from(identities)).toHaveLength(1200)
  })
})

describe('the stream', () => {
  test('may end its lines as Windows does, begin with a mark, hold blank lines, and lack the last end', async () => {
    const h = await harness()
    const raw = '\ufeff{"username":"a1"}\r\n\r\n   \n{"username":"b2"}\n\n{"username":"나라"}'
    expect(linesOf(await operate(h, 'POST', '/admin/accounts/import', { raw }))).toEqual([counts(3, 0, 0, 6)])
    expect((await everyAccount()).map(({ username }) => username)).toEqual(['a1', 'b2', '나라'])
  })

  test('may come in pieces of any size', async () => {
    for (const size of [1, 2, 3, 7, 64]) {
      const h = await harness()
      const text = range(20)
        .map((at) => JSON.stringify({ username: `나라${at}`, nickname: '🎶'.repeat(at + 1) }))
        .join('\n')
      const reply = await operate(h, 'POST', '/admin/accounts/import', { raw: inPieces(text, size) })
      expect(linesOf(reply)).toEqual([counts(20, 0, 0, 20)])
      expect((await everyAccount()).map(({ nickname }) => nickname)).toEqual(
        range(20).map((at) => '🎶'.repeat(at + 1)),
      )
    }
  })

  test('may be empty', async () => {
    const h = await harness()
    expect(linesOf(await operate(h, 'POST', '/admin/accounts/import'))).toEqual([counts(0, 0, 0, 0)])
  })

  test('of 2,000 accounts is taken whole and right', async () => {
    const h = await harness()
    const rows = range(2000).map((at) => ({
      ...{ id: at + 1, username: `user${at}`, email: `user${at}@example.com`, nickname: `${at}번` },
      password_hash: HASH,
    }))
    expect(await importRows(h, rows)).toEqual({ refused: [], counts: counts(2000, 0, 0, 2000) })
    const found = await everyAccount()
    expect(
      found.map(({ id, username, email, nickname, passwordHash }) => ({
        ...{ id, username, email, nickname, password_hash: passwordHash },
      })),
    ).toEqual(rows)
    expect(await signIn(h, 'user1999')).toBe(201)
    const all = await h.db.select().from(events).where(eq(events.what, 'import_begun'))
    expect(all).toEqual([expect.objectContaining({ actor: 'operator', contract: 'admin' })])
  })

  test('cannot begin where storage is down', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    const DB = watchedD1(env.DB, (statements) => {
      if (statements.some((text) => text.includes('insert into "events"'))) throw new Error('D1_ERROR')
    })
    h.setEnv({ DB })
    for (const [method, path] of [
      ['POST', 'import'],
      ['GET', 'export'],
    ] as const) {
      const raw = method === 'POST' ? { raw: '{"username":"nara"}' } : {}
      const reply = await operate(h, method, `/admin/accounts/${path}`, raw)
      expect([reply.status, reply.body.code]).toEqual([503, 'unavailable'])
    }
    expect(await everyAccount()).toHaveLength(1)
  })
})
