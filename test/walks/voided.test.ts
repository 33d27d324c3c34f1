import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../src/core/accounts/change.ts'
import type { Purpose } from '../../src/core/storage/codes.ts'
import { accounts } from '../../src/db/schema.ts'
import { act } from '../acts/operator.ts'
import { appCode, confirm, enrol, finish } from '../acts/second-factor.ts'
import { jarOf, resetPassword } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { approve, browser } from '../world/providers.ts'

const WHO = PEOPLE.busking
const THIEFS = 'thief@example.com'

/** An account whose owner is signed in, and how to sign in by now. */
interface Owner {
  h: Harness
  id: number
  cookies: Record<string, string>
  password: string
  seed: string | null
}

async function owner(): Promise<Owner> {
  const h = await harness()
  const id = await h.person(WHO)
  const one = { h, id, cookies: {}, password: WHO.password, seed: null }
  return { ...one, cookies: await session(one) }
}

async function session({ h, password, seed }: Owner): Promise<Record<string, string>> {
  const door = doors['native by cookie']
  const asked = await h.post('/v1/sessions', { login: WHO.username, password, use: 'cookie' })
  if (seed === null || !door) return jarOf(asked)
  h.clock.pass(30_000)
  return jarOf(await finish(h, door, asked, appCode(h, seed)))
}

async function turnOn(one: Owner) {
  one.seed = (await enrol(one.h, one.cookies, { ...WHO, password: one.password })).body.secret as string
  await confirm(one.h, one.cookies, appCode(one.h, one.seed))
}

/** Something that could change the account: whoever holds it tries it with the reply's status. */
type Hold = (one: Owner) => Promise<(one: Owner) => Promise<string>>

async function resetCode({ h }: Owner): Promise<string> {
  await h.post('/v1/recovery/password', { login: WHO.username })
  return h.mail.code(WHO.email)
}

const verify = ({ h }: Owner, code: string) =>
  h.post('/v1/recovery/password/verify', { login: WHO.username, code })

/** Codes and rights of each purpose; a new purpose compiles only once it is here. */
const held: Record<Purpose | 'link', Record<string, Hold>> = {
  'password reset': {
    'a code': async (one) => {
      const code = await resetCode(one)
      return async (later) => String((await verify(later, code)).status)
    },
    'a proof': async (one) => {
      const { reset_token } = (await verify(one, await resetCode(one))).body
      const body = { reset_token, password: 'a stolen password 1' }
      return async ({ h }) => String((await h.request('PUT', '/v1/recovery/password', { body })).status)
    },
  },
  'email change': {
    'a code': async ({ h, cookies, password }) => {
      await h.request('POST', '/v1/me/email', { cookies, body: { email: THIEFS, password } })
      const body = { code: await h.mail.code(THIEFS) }
      return async (later) => {
        const shown = { cookies: await session(later), body }
        return String((await h.request('POST', '/v1/me/email/confirm', shown)).status)
      }
    },
  },
  // It is a registration's, which has no account yet.
  'sign-up': {},
  link: {
    'a request': async ({ h, cookies, password }) => {
      const visitor = browser(h, { ...cookies })
      const begun = await visitor.visit('POST', '/v1/me/identities/github', { body: { password } })
      const back = await approve(begun.body.authorization_url)
      return async (later) => {
        Object.assign(visitor.jar, await session(later))
        const { status, headers } = await visitor.arrive(back)
        return `${status} ${headers.get('Location') ?? ''}`.trim()
      }
    },
  },
}

interface Act {
  arrange?: (one: Owner) => Promise<void>
  run: (one: Owner) => Promise<unknown>
}

const operate = (...names: string[]): Act => ({
  run: async ({ h, id }) => {
    for (const name of names) expect((await act(h, id, name)).status).toBe(204)
  },
})

/** Every change of what secures an account. */
const acts: Record<AccountChange['what'], Act> = {
  password_reset: {
    run: async (one) => {
      expect((await resetPassword(one.h, WHO, NEW_PASSWORD)).status).toBe(200)
      one.password = NEW_PASSWORD
    },
  },
  password_changed: {
    run: async (one) => {
      const body = { current: one.password, password: NEW_PASSWORD }
      expect((await one.h.request('PUT', '/v1/me/password', { cookies: one.cookies, body })).status).toBe(201)
      one.password = NEW_PASSWORD
    },
  },
  email_changed: {
    run: async ({ h, cookies, password }) => {
      const email = 'elsewhere@example.com'
      await h.request('POST', '/v1/me/email', { cookies, body: { email, password } })
      const body = { code: await h.mail.code(email) }
      expect((await h.request('POST', '/v1/me/email/confirm', { cookies, body })).status).toBe(200)
    },
  },
  second_factor_enabled: { run: turnOn },
  second_factor_disabled: {
    arrange: turnOn,
    run: async (one) => {
      one.h.clock.pass(30_000)
      const body = { password: one.password, code: appCode(one.h, one.seed ?? '') }
      expect((await one.h.request('DELETE', '/v1/me/totp', { cookies: one.cookies, body })).status).toBe(204)
      one.seed = null
    },
  },
  account_disabled: operate('disable', 'enable'),
  account_enabled: operate('disable', 'enable'),
  password_change_required: {
    run: async ({ h, id }) => {
      expect((await act(h, id, 'require-password-change')).status).toBe(204)
      // Whatever is tried afterwards meets nothing else than what the act voided.
      await h.db.update(accounts).set({ mustChangePassword: false })
    },
  },
  sessions_ended: operate('end-sessions'),
}

const things = Object.entries(held).flatMap(([purpose, all]) =>
  Object.entries(all).map(([what, hold]) => ({ thing: `${what} (${purpose})`, hold })),
)

describe.each(things)('$thing', ({ hold }) => {
  test('13: is good where nothing changed', async () => {
    const one = await owner()
    expect(await (await hold(one))(one)).toMatch(/^(20\d|302 \/)$/)
  })

  test.for(Object.entries(acts))('13: is void after %s', async ([, { arrange, run }]) => {
    const one = await owner()
    await arrange?.(one)
    const use = await hold(one)
    await run(one)

    expect(await use(one)).toBe('401')
  })
})

describe('a seed that was enrolled and not confirmed', () => {
  const enrolled = async (one: Owner) => {
    const { secret } = (await enrol(one.h, one.cookies)).body
    return async () => (await confirm(one.h, await session(one), appCode(one.h, secret))).status
  }

  test('13: is good where nothing changed', async () => {
    const one = await owner()
    expect(await (await enrolled(one))()).toBe(200)
  })

  const others = Object.entries(acts).filter(([name]) => !name.startsWith('second_factor'))
  test.for(others)('13: is void after %s', async ([, { run }]) => {
    const one = await owner()
    const use = await enrolled(one)
    await run(one)

    expect(await use()).toBe(409)
  })
})
