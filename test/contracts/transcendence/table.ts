import * as z from 'zod'
import { GUEST } from '../../acts/callers.ts'
import { FINISH } from '../../acts/sign-in.ts'
import { begin, firstSignIn, nextSignIn } from '../../flows/oauth.ts'
import { arrival, byCookie, code, grant, type Rule } from '../../walks/rules.ts'
import { PEOPLE } from '../../world/harness.ts'
import { type Door, type Failures, SENTENCES, type Table, type Wording } from '../table.ts'
import { examples } from './documents.ts'

const AT_42 = '/login/oauth/42'

const accepted = (page: string) => ({ data: page, resStatus: { code: '0002', message: '' } })
const refused = (message: string) => ({ data: {}, resStatus: { code: '0001', message } })
const failure: Wording = (status) => refused(SENTENCES[status])
const fails = { status: 500, body: failure(500) }

const door: Door = {
  path: '/login',
  credentials: ({ username, password }) => ({ id: username, password }),
  asks: { status: 200, body: accepted('/auth'), cookie: 'session' },
  finishes: () => ({ status: 200, body: accepted('/main'), cookie: 'session' }),
  route: '/auth',
  access: () => undefined,
  fails,
}

const { username: id, password } = PEOPLE.busking
const WRONG = refused('아이디/패스워드가 일치하지 않습니다.')

const failures: Failures = {
  person: PEOPLE.busking,
  stranger: 'stranger',
  routes: [
    { method: 'POST', path: door.path, body: { id, password }, failure },
    { method: 'POST', path: door.route, body: { code: '123456' }, failure },
    {
      method: 'POST',
      path: AT_42,
      body: { code: 'code-of-42', state: 'state-of-42' },
      optional: ['code', 'state'],
      failure,
    },
  ],
  wrong: [200, WRONG],
  unknown: [200, WRONG],
  nowhere: '/login/nothing',
  wrongMethods: [
    { method: 'GET', path: door.path, allow: 'POST', failure },
    { method: 'PUT', path: door.route, allow: 'POST', failure },
    { method: 'PUT', path: AT_42, allow: 'GET, HEAD, POST', failure },
  ],
}

const resStatus = (code: string, data: z.ZodType) =>
  z.strictObject({ data, resStatus: z.strictObject({ code: z.literal(code), message: z.string() }) })
const refusal = resStatus('0001', z.strictObject({}))
const envelope = {
  success: z.union([resStatus('0002', z.enum(['/main', '/auth', '/password'])), refusal]),
  failure: refusal,
}

/** A browser that comes back from 42, and a client that shows what it came back with. */
const back = {
  title: 'come back from 42',
  passes: '302 /main',
  fails: { status: 302, body: null, location: '/login?error=oauth' },
  path: AT_42,
}
const shown: Parameters<typeof firstSignIn>[0] = {
  title: 'sign in by 42',
  passes: '200 0002',
  fails,
  path: AT_42,
  show: (visitor, back) => {
    const body = Object.fromEntries(new URL(back, 'https://auth.test').searchParams)
    return visitor.visit('POST', AT_42, { body })
  },
}

const access: Record<string, Rule> = {
  'POST /login': { may: 'open', request: () => ({ body: door.credentials(GUEST) }), passes: '200 0002' },
  'POST /auth': { may: byCookie('pending'), request: code, passes: '200 0002', refuses: ['200 0001'] },
  'GET /login/oauth/42': { may: 'open', passes: '302' },
  'GET /login/oauth/42/callback': { may: 'open', request: (h) => arrival(h, AT_42), passes: '302' },
  'POST /login/oauth/42': { may: 'open', request: grant, passes: '200 0002' },
}

export const transcendence = {
  contract: 'transcendence',
  documents: examples,
  door,
  otherDoors: { 'transcendence, by the native route': { ...door, route: FINISH } },
  failures,
  envelopes: [
    ['/login', envelope],
    ['/auth', envelope],
  ],
  flows: [begin('sign in by 42', AT_42, fails, '302 /oauth/authorize'), nextSignIn(back), firstSignIn(shown)],
  access,
} satisfies Table
