import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { IMPORT } from '../../../src/api/admin.ts'
import { MOVING } from '../../../src/pages/console/moving.tsx'
import { askForReset, checkCode, register, SUNNY, setPassword, signIn, statuses } from '../../acts/native.ts'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { tables } from '../../contracts/index.ts'
import { ACCESS } from '../../walks/access.ts'
import { countHashes } from '../../world/answers.ts'
import { watch } from '../../world/bindings.ts'
import { type Harness, harness, type RequestOptions } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'

const MEGABYTE = 2 ** 20
const LARGEST = 16 * 1024

const ROUTES = Object.keys(ACCESS)
  .filter((route) => !route.startsWith('GET ') && ![IMPORT, MOVING].some((path) => route.endsWith(path)))
  .map((route) => ({
    route,
    method: route.split(' ')[0] ?? '',
    path: (route.split(' ')[1] ?? '').replace(/:\w+/, '1'),
  }))

/** A password without end, in pieces of 4 KiB; counts those that somebody asked for. */
function endless(most = Number.POSITIVE_INFINITY) {
  const piece = new TextEncoder().encode('x'.repeat(4096))
  const body = { pieces: 0, stream: new ReadableStream<Uint8Array>() }
  body.stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        body.pieces += 1
        controller.enqueue(body.pieces === 1 ? new TextEncoder().encode('{"password":"') : piece)
        if (body.pieces * piece.length > most) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return body
}

const ofMegabytes = (count: number) => JSON.stringify({ password: 'x'.repeat(count * MEGABYTE) })

/** What a body of megabytes may say of itself. */
const WAYS: Record<string, () => RequestOptions> = {
  'that says so': () => ({ raw: ofMegabytes(1), headers: { 'Content-Length': String(MEGABYTE + 15) } }),
  'that says so and never comes': () => ({
    raw: endless().stream,
    headers: { 'Content-Length': '104857600' },
  }),
  'that never ends': () => ({ raw: endless().stream }),
  'in chunks': () => ({ raw: endless(MEGABYTE).stream, headers: { 'Transfer-Encoding': 'chunked' } }),
  'in chunks with a small length': () => ({
    raw: endless(MEGABYTE).stream,
    headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': '10' },
  }),
  ...Object.fromEntries(
    ['10', '0', '-1', '1e3', '0x10', 'NaN', '', '10, 10'].map((length) => [
      `whose length is said to be ${JSON.stringify(length)}`,
      () => ({ raw: endless(MEGABYTE).stream, headers: { 'Content-Length': length } }),
    ]),
  ),
}

let h: Harness
beforeAll(async () => {
  h = await harness()
  await h.person(SINGER)
})

test.for(Object.entries(WAYS))(
  '39: a megabyte %s is a 413 at every route, before anything is hashed or asked of storage',
  async ([, body]) => {
    const { calls, bindings } = watch()
    h.setEnv(bindings)
    const hashes = await countHashes(async () => {
      const others: string[] = []
      for (const { route, method, path } of ROUTES) {
        const { status } = await h.request(method, path, body())
        if (status !== 413) others.push(`${route}: ${status}`)
      }
      expect(others).toEqual([])
    })
    h.setEnv({ DB: env.DB, KV: env.KV })
    expect(hashes).toBe(0)
    expect(calls).toEqual([])
    expect(ROUTES.length).toBeGreaterThan(35)
  },
)

test('39: no more is read of a body than it may have, and nothing of one that says too much', async () => {
  const counted = endless()
  expect((await h.post('/v1/sessions', undefined)).status).toBe(400)
  expect((await h.request('POST', '/v1/sessions', { raw: counted.stream })).status).toBe(413)
  expect(counted.pieces).toBeLessThan(LARGEST / 4096 + 4)

  const said = endless()
  const headers = { 'Content-Length': String(LARGEST + 1) }
  expect((await h.request('POST', '/v1/sessions', { raw: said.stream, headers })).status).toBe(413)
  expect(said.pieces).toBe(0)
})

test('39: nothing is read of an import before its operator is known', async () => {
  const body = endless()
  expect((await h.request('POST', IMPORT, { raw: body.stream })).status).toBe(401)
  expect(body.pieces).toBe(0)
})

test('39: of a hundred sign-ins with a megabyte each none is hashed, and the others sign in', async () => {
  const doors = tables.map(({ door }) => door.path)
  const floods = range(100).map(
    (at) => () => h.request('POST', doors[at % doors.length] ?? '', { raw: endless(MEGABYTE).stream }),
  )
  const owners = range(5).map(() => () => signIn(h, SINGER.username, SINGER.password))
  const everybody = [...floods.slice(0, 50), ...owners, ...floods.slice(50)]
  const hashes = await countHashes(async () => {
    const replies = statuses(await Promise.all(everybody.map((send) => send())))
    expect(replies.filter((status) => status === 413)).toHaveLength(100)
    expect(replies.filter((status) => status === 201)).toHaveLength(5)
  })
  expect(hashes).toBe(5)
})

describe('39: a password of as many letters as a body holds', () => {
  const long = 'x'.repeat(15_000)

  test('39: costs one hash at a sign-in, like any wrong one', async () => {
    expect(await countHashes(() => signIn(h, SINGER.username, 'short'))).toBe(1)
    expect(await countHashes(() => signIn(h, SINGER.username, long))).toBe(1)
    expect(await countHashes(() => signIn(h, 'nobody', long))).toBe(1)
  })

  test('39: is refused before it is hashed where a password is set', async () => {
    const cookies = await signInByCookie(h)
    await askForReset(h, SINGER.username)
    const { reset_token } = (await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))).body
    const body = { current: SINGER.password, password: long }
    const sent = {
      signUp: () => register(h, { ...SUNNY, password: long }),
      reset: () => setPassword(h, reset_token, long),
      change: () => h.request('PUT', '/v1/me/password', { cookies, body }),
    }
    for (const [name, send] of Object.entries(sent)) {
      const hashes = await countHashes(async () =>
        expect((await send()).body).toMatchObject({ reason: 'too_long' }),
      )
      expect([name, hashes]).toEqual([name, name === 'change' ? 1 : 0])
    }
  })
})
