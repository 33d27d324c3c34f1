import { expect, test } from 'vitest'
import { OURS } from '../../acts/pages.ts'
import { appCode, wrongCode } from '../../acts/second-factor.ts'
import { jarOf } from '../../acts/sign-in.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import type { Reply } from '../../world/harness.ts'
import { cookiesIn, type Hands, ownSecrets, type Recorder, recorder } from '../canaries.ts'
import { CANARY, SEED, WRONG } from '../leak-walks.ts'

/** Cookies that open something; the others carry names and words. */
const handed = (reply: Reply): Hands =>
  Object.fromEntries(
    Object.entries(cookiesIn(reply)).filter(([name]) => /session|device|reset|sign_up|console/.test(name)),
  )

type Fields = Record<string, string>

const formsOf =
  ({ ask }: Recorder) =>
  (path: string, fields: Fields, cookies: Fields = {}, hands?: typeof handed) =>
    ask('POST', path, { raw: new URLSearchParams(fields).toString(), headers: OURS, cookies }, hands)

const walks: Record<string, (w: Recorder) => Promise<unknown>> = {
  'a sign-in': async (w) => {
    const send = formsOf(w)
    await w.h.person(CANARY)
    await send('/sign-in', { login: CANARY.username, password: WRONG })
    const { email: login, password } = CANARY
    const cookies = jarOf(await send('/sign-in', { login, password }, {}, handed))
    await send('/sign-out', {}, cookies)
  },
  'a sign-in with a second factor and a new password': async (w) => {
    const send = formsOf(w)
    const who = { ...CANARY, seed: SEED, mustChangePassword: true }
    await w.h.person(who)
    const [wrong, code] = [wrongCode(w.h, SEED), appCode(w.h, SEED)]
    w.keep({ seed: SEED, 'a wrong TOTP code': wrong, 'a TOTP code': code })
    const begun = jarOf(await send('/sign-in', { login: who.username, password: who.password }, {}, handed))
    await send('/sign-in/second-factor', { code: wrong }, begun)
    const next = jarOf(await send('/sign-in/second-factor', { code }, begun, handed))
    await w.ask('GET', '/sign-in/new-password', { cookies: next })
    await send('/sign-in/new-password', { current: WRONG, password: NEW_PASSWORD }, next)
    await send('/sign-in/new-password', { current: who.password, password: NEW_PASSWORD }, next, handed)
  },
  'a console': async (w) => {
    const send = formsOf(w)
    const id = await w.h.person({ ...CANARY, seed: SEED })
    w.keep({ seed: SEED })
    const token = w.h.env().ADMIN_TOKEN
    await send('/console', { token: `${token}x` })
    const cookies = jarOf(await send('/console', { token }, {}, handed))
    for (const path of ['', '/accounts', `/accounts/${id}`, '/events', '/moving']) {
      await w.ask('GET', `/console${path}`, { cookies })
    }
    await send(`/console/accounts/${id}`, { act: 'reopen', reason: 'a walk' }, cookies)
    await send('/console', { form: 'close' }, cookies)
  },
  'a sign-up': async (w) => {
    const send = formsOf(w)
    const { username, email, password } = CANARY
    await send('/sign-up', { username: 'x', email, password })
    const cookies = jarOf(await send('/sign-up', { username, email, password }, {}, handed))
    await w.ask('GET', '/sign-up/verify', { cookies })
    await send('/sign-up/verify', { code: 'AAAAAAAA' }, cookies)
    await send('/sign-up/verify', { code: await w.mailed(email) }, cookies)
  },
  'a reset': async (w) => {
    const send = formsOf(w)
    await w.h.person(CANARY)
    await send('/recover/username', { email: CANARY.email })
    const asked = jarOf(await send('/recover', { login: CANARY.username }))
    const code = await w.mailed(CANARY.email)
    const proven = { ...asked, ...jarOf(await send('/recover/verify', { code }, asked, handed)) }
    await w.ask('GET', '/recover/password', { cookies: proven })
    await send('/recover/password', { password: 'password' }, proven)
    await send('/recover/password', { password: NEW_PASSWORD }, proven, handed)
  },
}

test.for(Object.entries(walks))(
  '44: %s by pages shows no secret, in no page, address, row, letter or line of the log',
  async ([, walk]) => {
    const w = await recorder()
    w.keep({
      ...ownSecrets(w.h.env()),
      password: CANARY.password,
      'a new password': NEW_PASSWORD,
      'a wrong one': WRONG,
    })
    await walk(w)
    expect(await w.leaks()).toEqual([])
    expect(w.careless).toEqual([])
    expect(w.places.length).toBeGreaterThan(2)
  },
)
