import { GUEST } from '../acts/callers.ts'
import { FORM, formOf, sendForm } from '../acts/pages.ts'
import { appCode } from '../acts/second-factor.ts'
import { jarOf } from '../acts/sign-in.ts'
import { CONSOLE_PAGES } from '../pages/console/rules.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, PEOPLE } from '../world/harness.ts'
import { byCookie, newAddress, newcomer, type Rule, signInCode, signUp } from './rules.ts'

const shown: Rule = { may: 'open', passes: '200' }

async function signedUp(h: Harness) {
  const { username, email, password } = signUp
  return jarOf(await sendForm(h, '/sign-up', { username, email, password }))
}

async function asked(h: Harness) {
  const cookies = jarOf(await sendForm(h, '/recover', { login: GUEST.username }))
  return { cookies, code: await h.mail.code(GUEST.email) }
}

/** By the cookie that carries the name, and the code that the native API mails to a confirmed address. */
const codeAsked = async (h: Harness) => ({
  cookies: jarOf(await sendForm(h, '/sign-in/code', { login: GUEST.username })),
  code: await signInCode(h),
})

async function proven(h: Harness) {
  const { cookies, code } = await asked(h)
  return { ...cookies, ...jarOf(await sendForm(h, '/recover/verify', { code }, { cookies })) }
}

/** Where those are sent who are not signed in, or not yet, and come back from. */
const leavesFrom = (path: string) =>
  ['', '/second-factor', '/new-password'].map(
    (step) => `303 /sign-in${step}?${new URLSearchParams({ return_to: path })}`,
  )

type Given = Pick<Rule, 'passes' | 'request'>

/** By a form that has the caller's password, and the code of a second factor. */
const sent = (passes: string, fields: Record<string, string>): Given => ({
  passes,
  request: (h, { who }) => {
    const proof = { current: who.password, password: who.password, code: appCode(h, PEOPLE.pong.seed) }
    return { raw: new URLSearchParams({ ...proof, ...fields }).toString(), headers: FORM }
  },
})

const given: Record<string, Given> = {
  'GET /account': { passes: '200' },
  'POST /account': sent('303 /account', { nickname: '새 이름' }),
  'GET /account/email': { passes: '200' },
  'POST /account/email': sent('303 /account/email?step=code', { email: newAddress }),
  'GET /account/password': { passes: '200' },
  'GET /account/second-factor': { passes: '200' },
  'POST /account/second-factor': sent('409', { form: 'disable' }),
  'GET /account/passkeys': { passes: '200' },
  'POST /account/passkeys': sent('404', { form: 'remove', id: 'none' }),
  'GET /account/sessions': { passes: '200' },
  'POST /account/sessions': sent('303 /account/sessions', { form: 'others' }),
  'GET /account/identities': { passes: '200' },
  'POST /account/identities': sent('404', { form: 'unlink', provider: 'github' }),
  'GET /account/places': { passes: '200' },
  'POST /account/places': sent('400', { realm: 'none', login: 'x', password: 'x', own: '' }),
  'GET /account/events': { passes: '200' },
  'GET /account/erase': { passes: '200' },
  'POST /account/erase': sent('303 /sign-in', {}),
}

/** Who may use the pages of one's own account. Whoever may not is sent to what comes first. */
const ACCOUNT_PAGES: Record<string, Rule> = Object.fromEntries(
  Object.entries(given).map(([route, rule]) => [
    route,
    { ...rule, may: byCookie('full'), refuses: leavesFrom(route.replace(/^\w+ /, '')) },
  ]),
)

/** Who may use each page. Whoever may not is sent to what comes first. */
export const PAGES: Record<string, Rule> = {
  ...ACCOUNT_PAGES,
  ...CONSOLE_PAGES,
  // As at /v1: a session that must change its password may.
  'POST /account/password': {
    ...sent('303 /account', { password: NEW_PASSWORD }),
    may: byCookie('restricted', 'full'),
    refuses: leavesFrom('/account/password'),
  },
  'GET /sign-in': shown,
  'POST /sign-in': {
    may: 'open',
    request: () => formOf({ login: GUEST.username, password: GUEST.password }),
    passes: '303 /account',
  },
  'GET /sign-in/code': shown,
  'POST /sign-in/code': {
    may: 'open',
    request: () => formOf({ login: GUEST.username }),
    passes: '303 /sign-in/code/verify',
  },
  'GET /sign-in/code/verify': { ...shown, request: async (h) => ({ cookies: (await codeAsked(h)).cookies }) },
  'POST /sign-in/code/verify': {
    may: 'open',
    request: async (h) => {
      const { cookies, code } = await codeAsked(h)
      return formOf({ code }, cookies)
    },
    passes: '303 /account',
  },
  'GET /sign-in/second-factor': {
    may: byCookie('pending'),
    passes: '200',
    refuses: ['303 /sign-in', '303 /sign-in/new-password', '303 /account'],
  },
  'POST /sign-in/second-factor': {
    may: byCookie('pending'),
    request: (h) => formOf({ code: appCode(h, PEOPLE.pong.seed) }),
    passes: '303 /account',
    refuses: ['303 /sign-in'],
  },
  'GET /sign-in/new-password': {
    may: byCookie('restricted', 'full'),
    passes: '200',
    refuses: ['303 /sign-in', '303 /sign-in/second-factor'],
  },
  'POST /sign-in/new-password': {
    may: byCookie('restricted', 'full'),
    request: (_, { who }) => formOf({ current: who.password, password: NEW_PASSWORD }),
    passes: '303 /account',
    refuses: ['303 /sign-in', '303 /sign-in/second-factor'],
  },
  'GET /sign-out': shown,
  'POST /sign-out': { may: 'open', request: () => formOf({}), passes: '303 /sign-in' },

  'GET /sign-up': shown,
  'POST /sign-up': {
    may: 'open',
    request: () => formOf({ username: signUp.username, email: newcomer, password: NEW_PASSWORD }),
    passes: '303 /sign-up/verify',
  },
  'GET /sign-up/verify': {
    ...shown,
    request: async (h) => ({ cookies: await signedUp(h) }),
  },
  'POST /sign-up/verify': {
    may: 'open',
    request: async (h) => {
      const cookies = await signedUp(h)
      return formOf({ code: await h.mail.code(newcomer) }, cookies)
    },
    passes: '303 /sign-in?login=newcomer',
  },

  'GET /recover': shown,
  'POST /recover': {
    may: 'open',
    request: () => formOf({ login: GUEST.username }),
    passes: '303 /recover/verify',
  },
  'GET /recover/verify': { ...shown, request: async (h) => ({ cookies: (await asked(h)).cookies }) },
  'POST /recover/verify': {
    may: 'open',
    request: async (h) => {
      const { cookies, code } = await asked(h)
      return formOf({ code }, cookies)
    },
    passes: '303 /recover/password',
  },
  'GET /recover/password': { ...shown, request: async (h) => ({ cookies: await proven(h) }) },
  'POST /recover/password': {
    may: 'open',
    request: async (h) => formOf({ password: NEW_PASSWORD }, await proven(h)),
    passes: '303 /sign-in?login=guest77',
  },
  'GET /recover/username': shown,
  'POST /recover/username': {
    may: 'open',
    request: () => formOf({ email: GUEST.email }),
    passes: '303 /sign-in',
  },

  'GET /.well-known/change-password': { may: 'open', passes: '303 /account/password' },
  'GET /pages/style.css': shown,
  'GET /pages/script.js': shown,
  'GET /pages/brand.css': shown,
}
