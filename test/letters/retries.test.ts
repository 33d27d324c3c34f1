import { describe, expect, test, vi } from 'vitest'
import { askForReset, askForUsername, checkCode, register } from '../acts/native.ts'
import { SINGER } from '../acts/sign-in.ts'
import type { FailureMode } from '../server/mail.ts'
import { answersBegun, deadlines } from '../world/deadlines.ts'
import { harness } from '../world/harness.ts'

const pair = new URLSearchParams({ userId: SINGER.username, email: SINGER.email })

async function world() {
  const h = await harness()
  await h.person(SINGER)
  return h
}
type World = Awaited<ReturnType<typeof world>>

/** Whatever has a letter sent: after its reply, or while ssafy's answer waits. */
const afterReply = {
  'a reset code': (h: World) => askForReset(h, SINGER.username),
  'a username reminder': (h: World) => askForUsername(h, SINGER.email),
  'a sign-up code': (h: World) => register(h),
  'news for the owner': async (h: World) => {
    const { body } = await h.post('/v1/sessions', {
      login: SINGER.username,
      password: SINGER.password,
      use: 'token',
    })
    const change = { current: SINGER.password, password: 'brand new song' }
    return h.request('PUT', '/v1/me/password', { body: change, bearer: body.access_token })
  },
}
const askSsafy = (h: World) => h.request('GET', `/api/users/login/reset-password?${pair}`)

/** A mail API that ends no answer is given up on at once: when it was asked, or its answer begun. Returns the deadlines. */
async function giveUpOn(h: World, mode: FailureMode): Promise<number[]> {
  const begun = answersBegun()
  const asked = async () => (mode === 'timeout' ? h.mail.posts() : begun())
  await h.mail.fail(mode, 10)
  return deadlines(async (nth) => (await asked()) >= nth)
}

/** Those that a use case takes, not those of its beginning. */
const pausesOf = (h: World) => h.waits.filter((pause) => pause > 0)

const PERMANENT: FailureMode[] = [400, 401, 403, 422, 'quota', 'redirect', 'garbage', 'empty']
const PASSING: FailureMode[] = [500, 503, 429, 409]

describe.for(Object.entries(afterReply))('%s', ([, ask]) => {
  test.for(PERMANENT)('that the mail API refuses for good (%s) is posted once', async (mode) => {
    const h = await world()
    await h.mail.fail(mode, 10)
    expect((await ask(h)).status).toBeLessThan(300)
    expect(await h.mail.posts()).toBe(1)
    expect(pausesOf(h)).toEqual([])
  })

  test.for(PASSING)('that fails for now (%s) is posted three times at most', async (mode) => {
    const h = await world()
    await h.mail.fail(mode, 10)
    expect((await ask(h)).status).toBeLessThan(300)
    expect(await h.mail.posts()).toBe(3)
    expect(pausesOf(h)).toEqual([500, 1500])
  })

  test('goes out with the third try, once', async () => {
    const h = await world()
    await h.mail.fail(503, 2)
    await ask(h)
    expect(await h.mail.posts()).toBe(3)
    expect(await h.mail.messages()).toHaveLength(1)
  })
})

describe('after the reply', () => {
  test.for<FailureMode>(['timeout', 'stall'])('a %s is followed by two more tries', async (mode) => {
    const h = await world()
    const lengths = await giveUpOn(h, mode)
    await askForReset(h, SINGER.username)
    expect(await h.mail.posts()).toBe(3)
    expect(lengths).toEqual([5000, 5000, 5000])
  })

  test('a connection that fails is followed by two more tries', async () => {
    const h = await world()
    const lost = vi.fn(() => Promise.reject(new Error('Network connection lost.')))
    vi.stubGlobal('fetch', lost)
    await askForReset(h, SINGER.username)
    vi.unstubAllGlobals()
    expect(lost).toHaveBeenCalledTimes(3)
  })

  test.for([
    ['0', 0],
    ['1', 1000],
    ['2', 2000],
  ] as const)('a Retry-After of %s seconds is waited for', async ([retryAfter, pause]) => {
    const h = await world()
    await h.mail.fail(429, 1, retryAfter)
    await askForReset(h, SINGER.username)
    expect(h.waits).toEqual([0, pause])
    expect((await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))).status).toBe(200)
  })

  test.for(['3', '86400', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1'])(
    'a Retry-After of %s is too long, or none: the letter is posted once',
    async (retryAfter) => {
      const h = await world()
      await h.mail.fail(429, 1, retryAfter)
      await askForReset(h, SINGER.username)
      expect(await h.mail.posts()).toBe(1)
      expect(h.log).toContainEqual(expect.objectContaining({ event: 'letter_failed' }))
    },
  )
})

describe('while the answer waits', () => {
  test.for(PERMANENT)('a refusal for good (%s) is not tried again', async (mode) => {
    const h = await world()
    await h.mail.fail(mode, 10)
    expect((await askSsafy(h)).status).toBe(500)
    expect(await h.mail.posts()).toBe(1)
  })

  test.for(PASSING)('a failure for now (%s) is tried once more', async (mode) => {
    const h = await world()
    await h.mail.fail(mode, 10)
    expect((await askSsafy(h)).status).toBe(500)
    expect(await h.mail.posts()).toBe(2)
    expect(h.waits).toEqual([500])
  })

  test.for<FailureMode>(['timeout', 'stall'])('a %s is not: it has taken five seconds', async (mode) => {
    const h = await world()
    const lengths = await giveUpOn(h, mode)
    expect((await askSsafy(h)).status).toBe(500)
    expect(await h.mail.posts()).toBe(1)
    expect(lengths).toEqual([5000])
  })

  test('no pause is longer than two seconds', async () => {
    const h = await world()
    await h.mail.fail(429, 1, '2')
    expect((await askSsafy(h)).status).toBe(200)
    await h.mail.fail(429, 1, '3')
    expect((await askSsafy(h)).status).toBe(500)
    expect(h.waits).toEqual([2000])
  })
})
