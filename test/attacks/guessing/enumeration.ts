import { beforeAll, describe, expect, test } from 'vitest'
import { places } from '../../../src/db/schema.ts'
import {
  askForReset,
  askForSignInCode,
  askForUsername,
  checkCode,
  register,
  resend,
  SUNNY,
  seen,
  signInByCode,
  subjects,
} from '../../acts/native.ts'
import { signInByCookie } from '../../acts/sign-in.ts'
import { countHashes } from '../../world/answers.ts'
import { type Call, watch } from '../../world/bindings.ts'
import { deadlines } from '../../world/deadlines.ts'
import { type Harness, harness, PEOPLE, type Person, type Reply } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'

const { busking, ssafy } = PEOPLE

interface Target {
  username: string
  email: string
  /** Puts the person there, if there is one. */
  arrange: (h: Harness) => Promise<unknown>
}

const present = (who: Person, more: (h: Harness) => Promise<unknown> = async () => {}): Target => ({
  ...who,
  arrange: async (h) => {
    await h.person(who)
    await more(h)
  },
})

/** A hundred wrong passwords from everywhere close the account. */
const lock = async (h: Harness) => {
  const wrong = { login: busking.username, password: 'a wrong one', use: 'token' }
  for (const part of range(4)) {
    await Promise.all(
      range(25).map((at) => h.post('/v1/sessions', wrong, { 'CF-Connecting-IP': `10.0.${part}.${at}` })),
    )
  }
}

const askElsewhere = (h: Harness) => {
  const pair = new URLSearchParams({ userId: busking.username, email: busking.email })
  return h.request('GET', `/api/users/login/reset-password?${pair}`)
}

const known = present(busking)
const TARGETS: Record<string, Target> = {
  known,
  'known, with a live code': present(busking, askElsewhere),
  disabled: present({ ...busking, disabledAt: 1 }),
  'without a password': present({ ...busking, passwordHash: '' }),
  'never verified': present(busking, (h) => h.db.update(places).set({ emailVerifiedAt: null })),
  locked: present(busking, lock),
}
const unknown: Target = { ...busking, arrange: async () => {} }

/** One at a time: the sequence of answers, past every limit. */
async function inTurn(times: number, one: (at: number) => Promise<Reply>) {
  const replies = []
  for (const at of range(times)) replies.push(seen(await one(at)))
  return replies
}

const signUp = (h: Harness, { email }: Target) => register(h, { ...SUNNY, email })

const ROUTES: Record<string, (h: Harness, target: Target) => Promise<unknown>> = {
  'sign-up': (h, target) => inTurn(11, () => signUp(h, target)),
  'sign-up and another code': async (h, target) => {
    const { registration } = (await signUp(h, target)).body
    return inTurn(11, () => resend(h, registration))
  },
  'a forgotten username': (h, { email }) => inTurn(22, () => askForUsername(h, email)),
  'a forgotten password, by username': (h, { username }) => inTurn(22, () => askForReset(h, username)),
  'a forgotten password, by e-mail': (h, { email }) => inTurn(22, () => askForReset(h, email)),
  'a code that was guessed': (h, { username }) => inTurn(8, () => checkCode(h, username, 'AAAAAAAA')),
  'a code that was guessed by one name, then by another': async (h, { username, email }) => [
    await inTurn(6, () => checkCode(h, username, 'AAAAAAAA')),
    await inTurn(7, () => checkCode(h, email, 'AAAAAAAA')),
  ],
  'a code to sign in, by username': (h, { username }) => inTurn(22, () => askForSignInCode(h, username)),
  'a code to sign in, by e-mail': (h, { email }) => inTurn(22, () => askForSignInCode(h, email)),
  'a code to sign in that was guessed by one name, then by another': async (h, { username, email }) => [
    await inTurn(6, () => signInByCode(h, username, 'AAAAAAAAAA')),
    await inTurn(7, () => signInByCode(h, email, 'AAAAAAAAAA')),
  ],
  'changing the e-mail': async (h, { email }) => {
    await h.person(ssafy)
    const cookies = await signInByCookie(h, ssafy)
    const body = { email, password: ssafy.password }
    return inTurn(11, () => h.request('POST', '/v1/me/email', { cookies, body }))
  },
}

async function answers(route: string, target: Target) {
  const h = await harness()
  await target.arrange(h)
  return ROUTES[route]?.(h, target)
}

describe.each(Object.keys(ROUTES))('5: %s', (route) => {
  let toNobody: unknown
  beforeAll(async () => {
    toNobody = await answers(route, unknown)
  })

  test.for(Object.keys(TARGETS))(
    '5: is answered the same, again and again, for somebody %s and for nobody',
    async (name) => {
      const target = TARGETS[name] as Target
      expect(await answers(route, target)).toEqual(toNobody)
    },
  )
})

describe('6: what a reply waits for', () => {
  const costs: Record<string, (h: Harness, target: Target) => Promise<Reply>> = {
    'sign-up': signUp,
    'a forgotten username': (h, { email }) => askForUsername(h, email),
    'a forgotten password': (h, { username }) => askForReset(h, username),
    'a code that was guessed': (h, { username }) => checkCode(h, username, 'AAAAAAAA'),
    'a code to sign in': (h, { username }) => askForSignInCode(h, username),
    'a code to sign in that was guessed': (h, { username }) => signInByCode(h, username, 'AAAAAAAAAA'),
  }

  async function costOf(route: string, target: Target) {
    const h = await harness()
    await target.arrange(h)
    h.log.length = 0
    const { calls, bindings } = watch({ replied: h.isAnswered })
    h.setEnv(bindings)
    const hashes = await countHashes(async () => costs[route]?.(h, target))
    const awaited = calls.filter(({ deferred }: Call) => !deferred).map(({ kind, verb }) => `${kind} ${verb}`)
    return { hashes, awaited }
  }

  const forNobody: Record<string, Awaited<ReturnType<typeof costOf>>> = {}
  beforeAll(async () => {
    for (const route of Object.keys(costs)) forNobody[route] = await costOf(route, unknown)
  })

  test.for(Object.keys(costs).flatMap((route) => Object.keys(TARGETS).map((name) => [route, name] as const)))(
    '6: by %s, for somebody %s, is what it waits for where there is nobody',
    async ([route, name]) => {
      const cost = await costOf(route, TARGETS[name] as Target)
      expect(cost).toEqual(forNobody[route])
      expect(cost.awaited.length).toBeGreaterThan(0)
      expect(cost.hashes).toBe(route === 'sign-up' ? 1 : 0)
    },
  )
})

describe('7: a mail API that fails', () => {
  const modes = [
    { mode: 500, times: 3 },
    { mode: 429, times: 3 },
    { mode: 'garbage', times: 1 },
    { mode: 'quota', times: 1 },
    { mode: 'redirect', times: 1 },
    // The second try gets through.
    { mode: 'timeout', times: 1 },
  ] as const

  test.for(modes)(
    '7: by $mode is not seen in the answer, which does not wait, and tells no code to the log',
    async ({ mode, times }) => {
      const answered = async (target: Target) => {
        const h = await harness()
        await target.arrange(h)
        await h.mail.fail(mode, times)
        deadlines(async (nth) => mode === 'timeout' && nth === 1 && (await h.mail.posts()) === 1)
        h.log.length = 0
        return { h, reply: seen(await askForReset(h, busking.username)) }
      }
      const { h, reply } = await answered(known)
      expect(h.log[0]?.event).toBe('answered')
      const error = {
        name: 'MailFailure',
        message: expect.stringMatching(/^the mail API (refused: \d+ [a-z_ ]+|answered without an id)$/),
        stack: expect.any(String),
      }
      const failure = expect.objectContaining({ event: 'letter_failed', letter: 'reset code', error })
      expect(h.log.slice(1)).toEqual(mode === 'timeout' ? [] : [failure])
      expect(JSON.stringify(h.log)).not.toContain(busking.email)

      await h.mail.fail(500, 0)
      await askForReset(h, busking.username)
      expect((await checkCode(h, busking.username, await h.mail.code(busking.email))).status).toBe(200)
      expect(reply).toEqual((await answered(unknown)).reply)
    },
  )

  test('7: burns nobody’s cooldown: ten letters that failed are not counted', async () => {
    const h = await harness()
    await known.arrange(h)
    await h.mail.fail(422, 10)
    await Promise.all(range(10).map(() => askForReset(h, busking.username)))
    expect(await h.mail.messages()).toEqual([])
    await askForReset(h, busking.username)
    expect(await subjects(h, busking.email)).toEqual(['[Munjigi] Your password reset code'])
  })
})
