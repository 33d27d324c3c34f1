import * as z from 'zod'
import { GUEST } from '../../acts/callers.ts'
import { FINISH } from '../../acts/sign-in.ts'
import { DEVICE, JWT, SECRET } from '../../world/answers.ts'
import { PEOPLE } from '../../world/harness.ts'
import type { Example } from '../example.ts'
import type { Door, Failures, Table, Wording } from '../table.ts'
import { LOGIN } from './routes.ts'

const WHY = {
  400: 'this is no request',
  403: 'from elsewhere',
  404: 'nothing is here',
  405: 'not by this method',
  413: 'too much',
  429: 'too often',
  500: 'something failed',
}
const failure: Wording = (status) => ({ why: WHY[status] })

const door: Door = {
  path: LOGIN,
  credentials: ({ username, password }) => ({ name: username, secret: password }),
  asks: { status: 403, body: { next: 'second factor', challenge: SECRET } },
  finishes: () => ({ status: 200, body: { token: JWT } }),
  route: FINISH,
  access: ({ token }) => token,
  fails: { status: 500, body: failure(500) },
}

const { username: name, password: secret } = PEOPLE.busking
const WRONG = { why: 'nobody is called that, or the secret is another' }

const failures: Failures = {
  person: PEOPLE.busking,
  stranger: 'stranger',
  routes: [{ method: 'POST', path: LOGIN, body: { name, secret }, failure }],
  wrong: [401, WRONG],
  unknown: [401, WRONG],
  nowhere: '/sixth/nothing',
  wrongMethods: [{ method: 'GET', path: LOGIN, allow: 'POST', failure }],
}

const documents: Example[] = [
  {
    title: 'a token',
    accounts: [PEOPLE.busking],
    request: { method: 'POST', path: LOGIN, body: JSON.stringify({ name, secret }) },
    answer: { status: 200, body: '{ "token": "eyJhbGciOi…" }' },
    ours: { body: { token: JWT }, cookies: DEVICE },
  },
]

const envelope = {
  success: z.strictObject({ token: z.string() }),
  failure: z.union([
    z.strictObject({ why: z.string() }),
    z.strictObject({ next: z.string(), challenge: z.string() }),
  ]),
}

export const sixth = {
  contract: 'sixth',
  documents,
  door,
  failures,
  envelopes: [['/sixth', envelope]],
  flows: [],
  access: {
    [`POST ${LOGIN}`]: { may: 'open', request: () => ({ body: door.credentials(GUEST) }), passes: '200' },
  },
} satisfies Table
