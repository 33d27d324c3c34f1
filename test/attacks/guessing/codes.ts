import { like, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { DAY } from '../../../src/core/time.ts'
import { throttles } from '../../../src/db/schema.ts'
import { codeFlows } from '../../flows/code.ts'
import { expectProblem } from '../../world/answers.ts'
import { harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { abroad, atOnce, from, type Headers, range } from '../../world/instruments.ts'

const RESET = '/api/users/login/reset-password'
const { ssafy } = PEOPLE
type CodeFlow = (typeof codeFlows)[string]

describe.each(Object.entries(codeFlows))(
  '12: of 200 wrong codes at once for a %s',
  (name, { passes, wait }) => {
    const isHeldByOne = name === 'sign-up'

    test('12: five are compared from one network, though new ones are mailed meanwhile', async () => {
      const h = await harness()
      const { ask, give } = await wait(h)
      await ask()
      const here = from('203.0.113.200')
      const [counts] = await Promise.all([
        atOnce(
          (_, headers) => give('AAAAAAAA', headers),
          () => here,
        ),
        ask(),
        ask(),
      ])

      expect(counts).toEqual({ '401 wrong_code': 5, '401 expired_code': 195 })
      expectProblem(await give(await ask(), here), 401, 'expired_code')
      const elsewhere = await give(await ask(), from('203.0.113.201'))
      expect(elsewhere.status).toBe(isHeldByOne ? 401 : passes)
    })
  },
)

const {
  'password reset': reset,
  'e-mail change': change,
  'sign-in': signIn,
} = codeFlows as Record<string, CodeFlow>

describe.each([
  ['password reset', 'wrong_code', reset as CodeFlow],
  ['e-mail change', 'expired_code', change as CodeFlow],
  ['sign-in', 'wrong_code', signIn as CodeFlow],
] as const)('12: of 380 wrong codes for a %s, from as many networks', (_, refused, { passes, wait }) => {
  test('12: 280 are compared in a day', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    await ask()
    await Promise.all(range(279).map((at) => give('AAAAAAAA', abroad(at))))
    expect((await give(await ask(), from('203.0.113.1'))).status).toBe(passes)
    await ask()
    await Promise.all(range(101).map((at) => give('AAAAAAAA', abroad(1000 + at))))
    expectProblem(await give(await ask(), from('203.0.113.2')), 401, refused)
    h.clock.pass(DAY)
    expect((await give(await ask(), from('203.0.113.2'))).status).toBe(passes)
  })
})

test('12: wrong reset codes add up for the account, by whichever name and contract', async () => {
  const h = await harness()
  const id = await h.person(ssafy)
  const { username, email } = ssafy
  const pair = { userId: username, email }
  await h.request('GET', `${RESET}?${new URLSearchParams(pair)}`)
  const code = await h.mail.code(email)
  const guesses = [
    (given: string, headers?: Headers) => h.post(RESET, { ...pair, code: given }, headers),
    ...[username, email].map(
      (login) => (given: string, headers?: Headers) =>
        h.post('/v1/recovery/password/verify', { login, code: given }, headers),
    ),
  ] as const
  const counted = () =>
    h.db
      .select({ count: sql<number>`sum(${throttles.shared})` })
      .from(throttles)
      .where(like(throttles.key, `reset code:${id}:%`))
  await atOnce((at, headers) => guesses[at % 3]?.('AAAAAAAA', headers) as Promise<Reply>, abroad)
  expect(await counted()).toEqual([{ count: 200 }])

  // Each name has five guesses from here, the account five for all of them: the sixth is not compared.
  const here = from('203.0.113.3')
  for (const at of range(5)) expect((await guesses[at % 3]?.('AAAAAAAA', here))?.status).toBe(401)
  for (const guess of guesses) expect((await guess(code, here)).status).toBe(401)
  expect(await counted()).toEqual([{ count: 205 }])
  expect((await guesses[1]?.(code, from('203.0.113.4')))?.status).toBe(200)
})
