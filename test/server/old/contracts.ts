import { randomBytes } from 'node:crypto'
import type { OldBox, OldContract, OldPerson, OldReply } from './box.ts'

/* The five services as their own documents have them, and nothing that ours adds. */

export interface OldSpeech {
  /** Of the login. */
  path: string
  /** The fields of its body. */
  fields: [login: string, password: string]
  yes(person: OldPerson, box: OldBox): OldReply
  no(isKnown: boolean): OldReply
}

const random = () => randomBytes(32).toString('base64url')
export const token = () => `eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.${random()}.${random()}`
const session = () => randomBytes(16).toString('hex')

/** Remembers what is handed out. */
const issue = ({ issued }: OldBox, secret: string): string => {
  issued.push(secret)
  return secret
}

/** As the document of movie-in-case shows a user, hash included. */
export const movieUser = (email: string) => ({
  user_email: email,
  user_password: '$2b$05$m5dp.T7.Adn/vs.mYoPxVe6Xj6AOGsNgOeDl/9eMLSrcHyE7iNmJK',
})

const page = (data: string) => ({ data, resStatus: { code: '0002', message: '' } })

export const SPEECH: Record<OldContract, OldSpeech> = {
  'movie-in-case': {
    path: '/user/logIn/local',
    fields: ['email', 'password'],
    yes: ({ login }, box) => ({
      status: 200,
      headers: { 'Set-Cookie': `connect.sid=${issue(box, session())}; Path=/; HttpOnly` },
      body: { user: movieUser(login), success: true, message: '로그인 성공.' },
    }),
    no: (isKnown) => ({
      status: 404,
      body: {
        success: false,
        message: isKnown ? '비밀번호가 일치하지 않습니다.' : '해당 유저가 존재하지 않습니다.',
      },
    }),
  },

  transcendence: {
    path: '/login',
    fields: ['id', 'password'],
    yes({ secondFactor }, box) {
      const target = secondFactor ? '/auth' : '/main'
      const cookie = { 'Set-Cookie': `session=${issue(box, session())}` }
      if (!box.olderForm) return { status: 200, headers: cookie, body: page(target) }
      return { status: 301, headers: { ...cookie, Location: target }, body: page(target) }
    },
    no: () => ({
      status: 200,
      body: { data: {}, resStatus: { code: '0001', message: '아이디/패스워드가 일치하지 않습니다.' } },
    }),
  },

  ssafy: {
    path: '/api/users/login',
    fields: ['userId', 'password'],
    yes: (_, box) => ({ status: 200, body: { message: '로그인하였습니다.', token: issue(box, token()) } }),
    // The document shows the body alone, and no status of HTTP's own.
    no: () => ({ status: 200, body: { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' } }),
  },

  busking: {
    path: '/api/auth/login',
    fields: ['username', 'password'],
    yes: ({ login, id = 1, nickname = '' }, box) => ({
      status: 200,
      body: {
        success: true,
        message: '로그인이 성공적으로 완료되었습니다.',
        data: {
          accessToken: issue(box, token()),
          refreshToken: issue(box, token()),
          user: { id, username: login, nickname },
        },
      },
    }),
    no: () => ({
      status: 401,
      body: {
        success: false,
        message: '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
        errorCode: 'USER_NOT_FOUND',
        data: null,
      },
    }),
  },

  gateway: {
    path: '/api/v1/auth/login',
    fields: ['user', 'password'],
    yes: ({ mustChange }, box) => ({
      status: 200,
      body: {
        code: 0,
        result: {
          token_type: 'Bearer',
          access_token: issue(box, token()),
          access_token_expires_in: 1800,
          refresh_token: issue(box, token()),
          refresh_token_expires_in: 14400,
        },
        redirect: mustChange ? 'pw/reset' : '',
      },
    }),
    // Its document shows no failure.
    no: () => ({ status: 401, body: { code: 1, error: 'invalid_credentials' } }),
  },
}
