import { describe, expect, test } from 'vitest'
import { SECOND } from '../../../src/core/time.ts'
import { appCode, withSecondFactor, wrongCode } from '../../acts/second-factor.ts'
import { challengeOf, FINISH, resetPassword, SINGER } from '../../acts/sign-in.ts'
import { busking } from '../../contracts/busking/table.ts'
import { expectProblem } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { from, range } from '../../world/instruments.ts'

const DEVICE = '__Host-munjigi_device'
const HOME = from('203.0.113.7')
const STRANGE = from('192.0.2.1')

type Headers = Record<string, string>
const carrying = (value = '') => ({ Cookie: `${DEVICE}=${value}` })
const deviceOf = (reply: Reply) => carrying(reply.cookies[DEVICE]?.value)

const { pong } = PEOPLE

describe('4: a second factor that was guessed shut by somebody with the password', () => {
  const { door } = busking
  const ask = (h: Harness, password: string, headers: Headers = STRANGE) =>
    h.post(door.path, door.credentials({ ...pong, password }), headers)
  const answer = (h: Harness, asked: Reply, code: string, headers: Headers = STRANGE) =>
    h.post(FINISH, { code, challenge: challengeOf(asked) }, headers)

  async function guessedShut() {
    const h = await harness()
    await h.person(pong)
    const known = deviceOf(await answer(h, await ask(h, pong.password), appCode(h, pong.seed)))
    h.clock.pass(30 * SECOND)
    const theirs = await ask(h, pong.password)
    for (const _ of range(5)) expect((await answer(h, theirs, wrongCode(h, pong.seed))).status).toBe(401)
    expect((await answer(h, theirs, appCode(h, pong.seed))).status).toBe(429)
    return { h, theirs, known: { ...STRANGE, ...known } }
  }

  test('4: waits its time', async () => {
    const { h, theirs } = await guessedShut()
    h.clock.pass(30 * SECOND - 1)
    expect((await answer(h, theirs, appCode(h, pong.seed))).status).toBe(429)
    h.clock.pass(1)
    expect((await answer(h, theirs, appCode(h, pong.seed))).status).toBe(200)
  })

  test('4: is opened by a reset, which ends the guessing', async () => {
    const { h, theirs } = await guessedShut()
    await resetPassword(h, pong, 'brand new pong')
    expectProblem(await answer(h, theirs, wrongCode(h, pong.seed)), 401, 'signed_out')
    expect((await ask(h, pong.password)).status).toBe(401)
    const own = await ask(h, 'brand new pong')
    expect((await answer(h, own, appCode(h, pong.seed))).status).toBe(200)
  })

  test('4: is open to a known browser, which has five guesses of its own', async () => {
    const { h, known } = await guessedShut()
    const own = await ask(h, pong.password, known)
    for (const _ of range(5)) expect((await answer(h, own, wrongCode(h, pong.seed), known)).status).toBe(401)
    expect((await answer(h, own, appCode(h, pong.seed), known)).status).toBe(429)
    h.clock.pass(30 * SECOND)
    expect((await answer(h, own, appCode(h, pong.seed), known)).status).toBe(200)
  })

  test('4: is closed to a browser that was known before the second factor was on', async () => {
    const h = await harness()
    const { path, credentials } = busking.door
    const signIn = (headers: Headers) => h.post(path, credentials(SINGER), headers)
    const before: Headers = {}
    const { seed } = await withSecondFactor(h, SINGER, async () => {
      Object.assign(before, deviceOf(await signIn(HOME)))
      h.clock.pass(SECOND)
    })
    const early = { ...STRANGE, ...before }
    const asked = await signIn(early)
    for (const _ of range(5)) expect((await answer(h, asked, wrongCode(h, seed), early)).status).toBe(401)
    expect((await answer(h, await signIn(HOME), appCode(h, seed), HOME)).status).toBe(429)
  })
})
