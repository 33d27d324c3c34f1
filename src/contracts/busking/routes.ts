import * as z from 'zod/mini'
import { auth } from '../../http/app-env.ts'
import { bearerToken } from '../../http/cookies.ts'
import { json, reply } from '../../http/json.ts'
import type { Contract } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'
import { takeover } from './takeover.ts'
import { WORDINGS, type Wording } from './wordings.ts'

const NAME = 'busking'

const credentials = () =>
  z.pipe(
    z.object({ username: z.string(), password: z.string() }),
    z.transform(({ username, password }) => ({ login: username, password })),
  )

const renewal = () => z.object({ refreshToken: z.string() })

const CHALLENGE = {
  pending: { errorCode: 'SECOND_FACTOR_REQUIRED', message: SENTENCES.second_factor },
  restricted: { errorCode: 'PASSWORD_CHANGE_REQUIRED', message: SENTENCES.password_change },
}

/** Access and refresh token in the body, in an envelope of `success`, `message` and `data`. */
export const busking: Contract<Wording> = {
  name: NAME,
  prefixes: ['/api/auth'],
  isJsonUntyped: true,
  wordings: WORDINGS,
  takeover,
  envelope: ({ message, errorCode }) => ({ success: false, message, errorCode, data: null }),

  signedIn(c, { account, session, secret, tokens }) {
    if (session.state !== 'full') {
      const challenge = secret ?? tokens?.access
      return reply(c, { success: false, ...CHALLENGE[session.state], data: { challenge } }, 403)
    }
    const { id, number, username, nickname } = account
    const user = { id: number ?? id, username, nickname }
    return reply(c, {
      success: true,
      message: '로그인이 성공적으로 완료되었습니다.',
      data: { accessToken: tokens?.access, refreshToken: tokens?.refresh, user },
    })
  },

  routes(app, finish) {
    app.post('/api/auth/login', json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'username', contract: NAME, kind: 'token' }),
      ),
    )

    app.post('/api/auth/refresh', json(renewal), async (c) => {
      const { access, refresh } = await auth(c).refresh({ ...c.req.valid('json'), contract: NAME })
      const data = { accessToken: access, refreshToken: refresh }
      return reply(c, { success: true, message: '토큰이 재발급되었습니다.', data })
    })

    app.post('/api/auth/logout', async (c) => {
      const token = bearerToken(c)
      await auth(c).signOut(token === null ? null : { kind: 'bearer', token, contract: NAME })
      return reply(c, { success: true, message: '로그아웃되었습니다.', data: null })
    })
  },
}
