import { expect, test } from 'vitest'
import { SECOND } from '../../../src/core/time.ts'
import { askForReset, checkCode, setPassword } from '../../acts/native.ts'
import { appCode, finish, withSecondFactor, wrongCode } from '../../acts/second-factor.ts'
import { jarOf } from '../../acts/sign-in.ts'
import { doors, type Renewal, refreshes } from '../../contracts/index.ts'
import { movieInCase } from '../../contracts/movie-in-case/table.ts'
import { nativeByCookie } from '../../contracts/native.ts'
import type { Door } from '../../contracts/table.ts'
import { transcendence } from '../../contracts/transcendence/table.ts'
import { codeFlows } from '../../flows/code.ts'
import { KV_DELAY, staleKv } from '../../world/bindings.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'
import { browser } from '../../world/providers.ts'

const GRACE = 10 * SECOND
const { busking: singer, pong } = PEOPLE
const NEW = 'brand new song'
const door = doors.busking as Door
const renewal = refreshes.busking as Renewal

interface Once {
  /** Passes the first time, unless `end` comes before the second. */
  use: () => Promise<Reply>
  end?: () => Promise<unknown>
}
type Arrange = (h: Harness) => Promise<Once>

/** The harness with another isolate for every request, whose KV is a minute behind. */
async function restless(): Promise<Harness> {
  const h = await harness()
  h.setEnv({ KV: staleKv(h.clock) })
  const request: Harness['request'] = (...given) => {
    h.restart()
    return h.request(...given)
  }
  const post: Harness['post'] = (path, body, headers) =>
    request('POST', path, { body, ...(headers && { headers }) })
  return { ...h, request, post }
}

const rotated =
  ({ signIn, send }: Renewal): Arrange =>
  async (h) => {
    await h.person(singer)
    const first = await signIn(h)
    return { use: () => send(h, first) }
  }

const me = (h: Harness, shown: object) => () => h.request('GET', '/v1/me', shown)

const cookieThat =
  (
    { path, credentials }: Door,
    end: (h: Harness, cookies: Record<string, string>) => Promise<unknown>,
  ): Arrange =>
  async (h) => {
    await h.person(singer)
    const cookies = jarOf(await h.post(path, credentials(singer)))
    return { use: me(h, { cookies }), end: () => end(h, cookies) }
  }

const tokensThat =
  (show: 'access' | 'refresh', end: (h: Harness, bearer: string) => Promise<unknown>): Arrange =>
  async (h) => {
    await h.person(singer)
    let pair = await renewal.signIn(h)
    const use = async () => {
      if (show === 'access') return me(h, { bearer: pair.access })()
      const reply = await renewal.send(h, pair)
      if (reply.status === 200) pair = renewal.pairOf(reply)
      return reply
    }
    return { use, end: () => end(h, pair.access) }
  }

const signOut = (h: Harness, shown: object) => h.request('DELETE', '/v1/sessions/current', shown)
const byBearer = (h: Harness, bearer: string) => signOut(h, { bearer })

/** A reset whose code KV has learnt of when it is given. */
async function reset(h: Harness) {
  expect((await setPassword(h, await resetProof(h), NEW)).status).toBe(204)
}

async function resetProof(h: Harness): Promise<string> {
  await askForReset(h, singer.username)
  const code = await h.mail.code(singer.email)
  h.clock.pass(KV_DELAY)
  return (await checkCode(h, singer.username, code)).body.reset_token
}

const mailed =
  (kind: string): Arrange =>
  async (h) => {
    const { ask, give } = (await codeFlows[kind]?.wait(h)) ?? expect.unreachable()
    const code = await ask()
    h.clock.pass(KV_DELAY)
    return { use: () => give(code) }
  }

const ONCE: Record<string, Arrange> = {
  ...Object.fromEntries(
    Object.entries(refreshes).map(([name, renewal]) => [
      `a rotated refresh token of ${name}`,
      rotated(renewal),
    ]),
  ),
  'a refresh token that signed out': tokensThat('refresh', byBearer),
  'a refresh token from before a reset': tokensThat('refresh', reset),
  'an access token that signed out': tokensThat('access', byBearer),
  'an access token from before a reset': tokensThat('access', reset),
  'a cookie of movie-in-case that signed out': cookieThat(movieInCase.door, (h, cookies) =>
    h.request('POST', '/user/logOut', { cookies }),
  ),
  'a cookie of transcendence that signed out': cookieThat(transcendence.door, (h, cookies) =>
    signOut(h, { cookies }),
  ),
  'a native cookie that signed out': cookieThat(nativeByCookie, (h, cookies) => signOut(h, { cookies })),
  'a cookie from before a reset': cookieThat(nativeByCookie, reset),
  'a sign-up code': mailed('sign-up'),
  'a reset code': mailed('password reset'),
  'a code of an e-mail change': mailed('e-mail change'),
  'the right to set the password': async (h) => {
    await h.person(singer)
    const proof = await resetProof(h)
    return { use: () => setPassword(h, proof, NEW) }
  },
  'a pending sign-in': async (h) => {
    await h.person(pong)
    const asked = await h.post(door.path, door.credentials(pong))
    let steps = -1
    return { use: () => finish(h, door, asked, appCode(h, pong.seed, steps++)) }
  },
  'a TOTP code': async (h) => {
    await h.person(pong)
    const code = appCode(h, pong.seed)
    return { use: async () => finish(h, door, await h.post(door.path, door.credentials(pong)), code) }
  },
  'a recovery code': async (h) => {
    const { recoveryCodes } = await withSecondFactor(h)
    const ask = () => h.post(door.path, door.credentials(singer))
    return { use: async () => finish(h, door, await ask(), recoveryCodes[0] ?? '') }
  },
  'a state of OAuth': async (h) => {
    const visitor = browser(h)
    const back = await visitor.depart('/v1/oauth/google')
    const jar = { ...visitor.jar }
    return { use: () => browser(h, { ...jar }).arrive(back) }
  },
}

test.for(Object.entries(ONCE))(
  '11: %s is refused the second time by an isolate that has just started, whatever KV still says',
  async ([, arrange]) => {
    const h = await restless()
    const { use, end } = await arrange(h)
    expect((await use()).status).toBeLessThan(400)
    await end?.()
    h.clock.pass(GRACE)

    for (const _ of range(2)) {
      const { status, cookies } = await use()
      expect([status, cookies]).toEqual([401, {}])
      h.clock.pass(KV_DELAY)
    }
  },
)

test('11: a limit outlives the isolate that counted', async () => {
  const h = await restless()
  await h.person(pong)
  const statuses = async (guess: () => Promise<Reply>) => {
    const all = []
    for (const _ of range(6)) all.push((await guess()).status)
    return all
  }
  const { path, credentials } = door
  const asked = await h.post(path, credentials(pong))

  expect(await statuses(() => finish(h, door, asked, wrongCode(h, pong.seed)))).toEqual([...FIVE, 429])
  expect(await statuses(() => h.post(path, credentials({ ...pong, password: 'wrong' })))).toEqual([
    ...FIVE,
    429,
  ])
  await askForReset(h, pong.username)
  h.clock.pass(KV_DELAY)
  expect(await statuses(() => checkCode(h, pong.username, 'AAAAAAAA'))).toEqual([...FIVE, 401])
  expect((await checkCode(h, pong.username, await h.mail.code(pong.email))).body.code).toBe('expired_code')
})

const FIVE = Array(5).fill(401)
