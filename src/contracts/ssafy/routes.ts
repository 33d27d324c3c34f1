import { getCookie } from 'hono/cookie'
import * as z from 'zod/mini'
import { auth, type Ctx } from '../../http/app-env.ts'
import { clearResetProof, rememberBrowser, setResetProof } from '../../http/cookies.ts'
import { json, query, reply } from '../../http/json.ts'
import type { Contract } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'
import { takeover } from './takeover.ts'
import { WORDINGS, type Wording } from './wordings.ts'

const NAME = 'ssafy'
const DOOR = { contract: NAME }
const LOGIN = '/api/users/login'
export const FIND = '/api/users/login/searching-id'
export const RESET = '/api/users/login/reset-password'
export const RESET_COOKIE = { name: 'reset', path: RESET }

const credentials = () =>
  z.pipe(
    z.object({ userId: z.string(), password: z.string() }),
    z.transform(({ userId, password }) => ({ login: userId, password })),
  )

const owner = () => z.object({ email: z._default(z.string(), '') })

const pair = () => ({ userId: z.string(), email: z.string() })

/** A pair that was not given belongs to nobody. */
const asked = () =>
  z.pipe(
    z.object({ userId: z._default(z.string(), ''), email: z._default(z.string(), '') }),
    z.transform(({ userId, email }) => ({ username: userId, email })),
  )

const proof = () =>
  z.pipe(
    z.object({ ...pair(), code: z.string() }),
    z.transform(({ userId, email, code }) => ({ pair: { username: userId, email }, code })),
  )

const replacement = () =>
  z.pipe(
    z.object({ ...pair(), password: z.string(), resetToken: z.optional(z.string()) }),
    z.transform(({ userId, email, password, resetToken }) => ({
      pair: { username: userId, email },
      password,
      resetToken,
    })),
  )

/** What each documented 500 says has failed. */
const FAILED_STEP: Record<string, string> = {
  [`POST ${LOGIN}`]: '로그인 실패',
  [`GET ${FIND}`]: '아이디 찾기 실패',
  [`GET ${RESET}`]: '이메일 인증 실패',
  [`POST ${RESET}`]: '인증 코드 확인 실패',
  [`PUT ${RESET}`]: '비밀번호 재설정 실패',
}

const CHALLENGE = { pending: SENTENCES.second_factor, restricted: SENTENCES.password_change }

/** Whether the network and user agent that showed the right code are proof enough, for clients that keep none. */
const isByNetwork = (c: Ctx) => c.get('config')().SSAFY_RESET_BY_NETWORK

/** The last three characters hidden, the first one at least shown. */
const masked = (username: string) => {
  const shown = Math.max(1, [...username].length - 3)
  return [...username].map((letter, at) => (at < shown ? letter : '*')).join('')
}

/** One access token in the body, and the three steps of a forgotten password. */
export const ssafy: Contract<Wording> = {
  name: NAME,
  prefixes: ['/api/users'],
  changesByGet: [RESET],
  isJsonUntyped: true,
  wordings: WORDINGS,
  takeover,

  envelope({ status, message }, { method, path, detail: { flaw } }) {
    const step = status === 500 && FAILED_STEP[`${method} ${path}`]
    return { status, message: step ? `${message}, ${step}` : message, ...(flaw && { reason: flaw }) }
  },

  signedIn(c, { session, secret, tokens }) {
    if (session.state === 'full') return reply(c, { message: '로그인하였습니다.', token: tokens?.access })
    const challenge = secret ?? tokens?.access
    return reply(c, { status: 403, message: CHALLENGE[session.state], challenge }, 403)
  },

  routes(app, finish) {
    app.post(LOGIN, json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'username', contract: NAME, kind: 'access' }),
      ),
    )

    app.get(FIND, query(owner), async (c) => {
      const username = await auth(c).findUsername(c.req.valid('query').email, DOOR)
      return reply(c, { message: '아이디 찾기에 성공하였습니다.', userId: masked(username) })
    })

    app.get(RESET, query(asked), async (c) => {
      if (c.req.method === 'HEAD') return reply(c, {})
      // A browser that fetches ahead of its user must not send mail; 503 tells it to come again for real.
      if (c.req.header('Sec-Purpose')?.includes('prefetch')) return reply(c, PREFETCH, PREFETCH.status)
      await auth(c).requestReset(c.req.valid('query'), DOOR, 'ko')
      const message = '입력한 이메일로 인증 메일을 발송했습니다.\n 이메일에 표시된 인증코드를 입력해주세요.'
      return reply(c, { message })
    })

    app.post(RESET, json(proof), async (c) => {
      const { pair, code } = c.req.valid('json')
      const resetToken = await auth(c).checkResetCode(pair, code, DOOR, isByNetwork(c))
      setResetProof(c, RESET_COOKIE, resetToken)
      return reply(c, { message: '이메일 인증 완료 되었습니다.', resetToken })
    })

    app.put(RESET, json(replacement), async (c) => {
      const { resetToken, ...given } = c.req.valid('json')
      const proof = resetToken ?? getCookie(c, RESET_COOKIE.name) ?? null
      const by = { proof, byNetwork: isByNetwork(c), contract: NAME, language: 'ko' } as const
      const account = await auth(c).resetPassword({ ...given, ...by })
      await rememberBrowser(c, account)
      clearResetProof(c, RESET_COOKIE)
      return reply(c, { message: '비밀번호 재설정이 완료 되었습니다.' })
    })
  },
}

const PREFETCH = { status: 503, message: '미리 가져오기 요청에는 메일을 보내지 않습니다.' } as const
