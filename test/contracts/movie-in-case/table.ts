import * as z from 'zod'
import { GUEST } from '../../acts/callers.ts'
import { FINISH, SESSION } from '../../acts/sign-in.ts'
import { signOutByCookie } from '../../flows/endings.ts'
import { type Flow, from, NARA } from '../../flows/flows.ts'
import { byCookie, type Rule } from '../../walks/rules.ts'
import { PEOPLE } from '../../world/harness.ts'
import { type Door, type Failures, SENTENCES, type Table, type Wording } from '../table.ts'
import { examples } from './documents.ts'

const refused = (message: string) => ({ success: false, message })
const failure: Wording = (status) => refused(SENTENCES[status])
const fails = { status: 500, body: failure(500) }

const door: Door = {
  path: '/user/logIn/local',
  credentials: ({ email, password }) => ({ email, password }),
  asks: {
    status: 403,
    body: { success: false, message: '2단계 인증이 필요합니다.', next: FINISH },
    cookie: SESSION,
  },
  finishes: ({ email }) => ({
    status: 200,
    body: {
      user: { user_email: email, user_password: '[redacted]' },
      success: true,
      message: '로그인 성공.',
    },
    cookie: SESSION,
  }),
  route: FINISH,
  access: () => undefined,
  fails,
}

const { email, password } = PEOPLE.movie

const failures: Failures = {
  person: PEOPLE.movie,
  stranger: 'stranger@example.com',
  routes: [
    {
      method: 'POST',
      path: door.path,
      body: { email, password },
      optional: ['email', 'password'],
      failure,
    },
  ],
  wrong: [404, refused('비밀번호가 일치하지 않습니다.')],
  unknown: [404, refused('해당 유저가 존재하지 않습니다.')],
  nowhere: '/user/nothing',
  wrongMethods: [
    { method: 'GET', path: door.path, allow: 'POST', failure },
    { method: 'DELETE', path: '/user/logOut', allow: 'POST', failure },
  ],
}

const user = z.strictObject({ user_email: z.string(), user_password: z.literal('[redacted]') })
const envelope = {
  success: z.strictObject({ success: z.literal(true), user, message: z.string() }),
  failure: z.strictObject({
    success: z.literal(false),
    message: z.string(),
    next: z.string().optional(),
    user: user.optional(),
  }),
}

const importedHash: Flow = {
  title: 'sign in with an imported hash, movie-in-case',
  passes: '200',
  fails,
  defers: 1,
  arrange: async (h) => {
    await h.person(PEOPLE.movie)
    const body = door.credentials(PEOPLE.movie)
    return { send: () => from(h, 'POST', door.path, { body }), secrets: [] }
  },
}

const still = { success: false, user: { user_email: NARA.email, user_password: '[redacted]' } }
const signOut = signOutByCookie(
  'movie-in-case',
  door,
  {
    passes: '200',
    fails: { status: 404, body: { ...still, message: 'logout fail' } },
    outage: fails,
    lost: '403',
  },
  'POST',
  '/user/logOut',
)

const access: Record<string, Rule> = {
  'POST /user/logIn/local': {
    may: 'open',
    request: () => ({ body: door.credentials(GUEST) }),
    passes: '200',
  },
  'POST /user/logOut': { may: byCookie('pending', 'restricted', 'full'), passes: '200' },
}

export const movieInCase = {
  contract: 'movie-in-case',
  documents: examples,
  door,
  failures,
  envelopes: [['/user', envelope]],
  flows: [importedHash, signOut],
  access,
} satisfies Table
