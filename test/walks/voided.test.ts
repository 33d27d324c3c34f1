import { describe, expect, test } from 'vitest'
import type { Purpose } from '../../src/core/storage/codes.ts'
import type { Right } from '../../src/core/storage/rights.ts'
import { codeFor, exchange } from '../acts/apps.ts'
import { changes, type Owner, owner, session, WHO } from '../acts/changes.ts'
import { signInAfresh, uses } from '../acts/rights.ts'
import { appCode, confirm, enrol } from '../acts/second-factor.ts'
import { approve, browser } from '../world/providers.ts'

const THIEFS = 'thief@example.com'

/** Something that could change the account: whoever holds it tries it with the reply's status. */
type Hold = (one: Owner) => Promise<(one: Owner) => Promise<string>>

async function resetCode({ h }: Owner): Promise<string> {
  await h.post('/v1/recovery/password', { login: WHO.username })
  return h.mail.code(WHO.email)
}

const verify = ({ h }: Owner, code: string) =>
  h.post('/v1/recovery/password/verify', { login: WHO.username, code })

async function link({ h, cookies, password }: Owner) {
  const visitor = browser(h, { ...cookies })
  const begun = await visitor.visit('POST', '/v1/me/identities/github', { body: { password } })
  return { visitor, back: await approve(begun.body.authorization_url) }
}

/** Its session goes on after some of the changes; the right may not. */
const rights = Object.entries(uses).map(([right, use]): [string, Record<string, Hold>] => [
  right,
  {
    'a right': async (one) => {
      const { visitor, back } = await link(one)
      await visitor.arrive(back)
      const { headers } = await signInAfresh(visitor, right as Right)
      expect(headers.get('Location')).toBe('/settings')
      return async ({ h }) => String((await use(h, one.cookies)).status)
    },
  },
])

/** Codes of each purpose and all rights; a new one compiles only once it is here. */
const codes: Record<Purpose | 'link', Record<string, Hold>> = {
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
  'sign-in': {
    'a code': async ({ h }) => {
      await h.post('/v1/sessions/email', { login: WHO.username })
      const body = { login: WHO.username, code: await h.mail.code(WHO.email), use: 'token' }
      return async (later) => String((await later.h.post('/v1/sessions/email/verify', body)).status)
    },
  },
  // It is a registration's, which has no account yet.
  'sign-up': {},
  link: {
    'a request': async (one) => {
      const { visitor, back } = await link(one)
      return async (later) => {
        Object.assign(visitor.jar, await session(later))
        const { status, headers } = await visitor.arrive(back)
        return `${status} ${headers.get('Location') ?? ''}`.trim()
      }
    },
  },
}

const things = [...Object.entries(codes), ...rights].flatMap(([purpose, all]) =>
  Object.entries(all).map(([what, hold]) => ({ thing: `${what} (${purpose})`, hold })),
)

describe.each(things)('$thing', ({ hold }) => {
  test('13: is good where nothing changed', async () => {
    const one = await owner()
    expect(await (await hold(one))(one)).toMatch(/^(20\d|302 \/|409)$/)
  })

  test.for(Object.entries(changes))('13: is void after %s', async ([, { arrange, run }]) => {
    const one = await owner()
    await arrange?.(one)
    const use = await hold(one)
    await run(one)

    expect(await use(one)).toMatch(/^(401|403)$/)
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

  const others = Object.entries(changes).filter(([name]) => !name.startsWith('second_factor'))
  test.for(others)('13: is void after %s', async ([, { arrange, run }]) => {
    const one = await owner()
    await arrange?.(one)
    const use = await enrolled(one)
    await run(one)

    expect(await use()).toBe(409)
  })
})

describe('an app’s code', () => {
  const given = async (one: Owner) => {
    const { visitor, back } = await link(one)
    await visitor.arrive(back)
    const code = await codeFor(browser(one.h), {}, 'github')
    return async ({ h }: Owner) => (await exchange(h, { code })).status
  }

  test('13: is good where nothing changed', async () => {
    const one = await owner()
    expect(await (await given(one))(one)).toBe(200)
  })

  test.for(Object.entries(changes))('13: is void after %s', async ([, { arrange, run }]) => {
    const one = await owner()
    await arrange?.(one)
    const use = await given(one)
    await run(one)

    expect(await use(one)).toBe(400)
  })
})
