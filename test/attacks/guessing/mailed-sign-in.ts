import { describe, expect, test } from 'vitest'
import { DAY } from '../../../src/core/time.ts'
import {
  askForReset,
  askForSignInCode,
  checkCode,
  signInByCode,
  signInCode,
  statuses,
} from '../../acts/native.ts'
import { SINGER } from '../../acts/sign-in.ts'
import { expectProblem } from '../../world/answers.ts'
import { type Harness, harness, type Reply } from '../../world/harness.ts'
import { abroad, from, range } from '../../world/instruments.ts'

type Headers = Record<string, string>
const login = SINGER.username
const HERE = from('203.0.113.1')

/** A code for the account, how it is asked for, and what the right one is answered with. */
const PURPOSES = {
  reset: {
    ask: (h: Harness, headers: Headers) => h.post('/v1/recovery/password', { login }, headers),
    give: (h: Harness, code: string, headers: Headers) =>
      h.post('/v1/recovery/password/verify', { login, code }, headers),
    passes: 200,
  },
  'sign-in': {
    ask: (h: Harness, headers: Headers) => askForSignInCode(h, login, headers),
    give: (h: Harness, code: string, headers: Headers) => signInByCode(h, login, code, { headers }),
    passes: 201,
  },
}
const others = [
  ['sign-in', 'reset'],
  ['reset', 'sign-in'],
] as const

const world = async () => {
  const h = await harness()
  await h.person(SINGER)
  return h
}

describe.each(others)('60: where strangers have used up the %s', (used, other) => {
  const { ask, give } = PURPOSES[used]
  const { passes, ...free } = PURPOSES[other]

  test(`60: its guesses, the code of a ${other} is good, and its own is again a day later`, async () => {
    const h = await world()
    await Promise.all(range(280).map((at) => give(h, 'AAAAAAAAAA', abroad(at))))
    await ask(h, HERE)
    expectProblem(await give(h, await h.mail.code(SINGER.email), HERE), 401, 'wrong_code')
    await free.ask(h, HERE)
    expect((await free.give(h, await h.mail.code(SINGER.email), HERE)).status).toBe(passes)
    h.clock.pass(DAY)
    await ask(h, HERE)
    expect((await give(h, await h.mail.code(SINGER.email), HERE)).status).toBe(PURPOSES[used].passes)
  })

  test(`60: its letters, the letter of a ${other} goes`, async () => {
    const h = await world()
    await Promise.all(range(70).map((at) => ask(h, abroad(at))))
    const letters = (await h.mail.messages(SINGER.email)).length
    expect((await ask(h, HERE)).status).toBe(202)
    expect(await h.mail.messages(SINGER.email)).toHaveLength(letters)
    await free.ask(h, HERE)
    expect(await h.mail.messages(SINGER.email)).toHaveLength(letters + 1)
  })
})

test('60: while 50 networks guess and have letters sent all day, the owner signs in by a code from another', async () => {
  const h = await world()
  for (const hour of range(3)) {
    await Promise.all(range(50).map((at) => askForSignInCode(h, login, abroad(at))))
    for (const _ of range(6)) {
      await Promise.all(range(50).map((at) => signInByCode(h, login, 'AAAAAAAAAA', { headers: abroad(at) })))
    }
    const code = await signInCode(h, SINGER, HERE)
    expect((await signInByCode(h, login, code, { headers: HERE })).status, `hour ${hour}`).toBe(201)
    h.clock.pass(DAY / 24)
  }
})

test('60: a code that strangers ask anew for lives on until the next one’s letter has gone out', async () => {
  const h = await world()
  const code = await signInCode(h, SINGER, HERE)
  await h.mail.fail(422, 50)
  await Promise.all(range(50).map((at) => askForSignInCode(h, login, abroad(at))))
  expect((await signInByCode(h, login, code, { headers: HERE })).status).toBe(201)
})

test('60: a code opens no door but its own, by whichever name it is shown', async () => {
  const h = await world()
  const tries: Reply[] = []
  const signIn = await signInCode(h, SINGER)
  await askForReset(h, login)
  const reset = await h.mail.code(SINGER.email)
  for (const name of [SINGER.username, SINGER.email]) {
    tries.push(await signInByCode(h, name, reset), await checkCode(h, name, signIn))
  }
  expect(statuses(tries)).toEqual([401, 401, 401, 401])
  expect((await signInByCode(h, login, signIn)).status).toBe(201)
})

test('60: of 20 who show one code at once one is signed in', async () => {
  const h = await world()
  const code = await signInCode(h, SINGER)
  const replies = await Promise.all(range(20).map(() => signInByCode(h, login, code)))
  expect(statuses(replies).toSorted()).toEqual([201, ...Array(19).fill(401)])
})
