import { signIns } from '../flows/flows.ts'
import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'

export interface Pair {
  access: string
  refresh: string
}

/** One way to renew a pair of tokens. */
export interface Refresh {
  signIn: (h: Harness, who?: Person) => Promise<Pair>
  send: (h: Harness, shown: Pair) => Promise<Reply>
  pairOf: (reply: Reply) => Pair
  /** The body for whoever may not. */
  refused: object
}

const signer =
  (how: keyof typeof signIns, pairOf: (reply: Reply) => Pair) =>
  async (h: Harness, who: Person = PEOPLE.busking) =>
    pairOf(await h.post(signIns[how].path, signIns[how].body(who)))

const busking = ({ body: { data } }: Reply) => ({ access: data.accessToken, refresh: data.refreshToken })
const gateway = ({ body: { result } }: Reply) => ({
  access: result.access_token,
  refresh: result.refresh_token,
})
const native = ({ body }: Reply) => ({ access: body.access_token, refresh: body.refresh_token })

export const refreshes = {
  busking: {
    signIn: signer('busking', busking),
    send: (h, { refresh }) => h.post('/api/auth/refresh', { refreshToken: refresh }),
    pairOf: busking,
    refused: {
      success: false,
      message: '유효하지 않은 토큰입니다.',
      errorCode: 'INVALID_TOKEN',
      data: null,
    },
  },
  gateway: {
    signIn: signer('gateway', gateway),
    send: (h, { access, refresh }) =>
      h.request('POST', '/api/v1/auth/refresh', { body: { refresh_token: refresh }, bearer: access }),
    pairOf: gateway,
    refused: { result: { code: 5, error: 'invalid_token', desc: '유효하지 않은 토큰입니다.' } },
  },
  native: {
    signIn: signer('native by token', native),
    send: (h, { refresh }) => h.post('/v1/tokens/refresh', { refresh_token: refresh }),
    pairOf: native,
    refused: {
      type: 'about:blank',
      status: 401,
      code: 'invalid_token',
      title: 'The refresh token is unknown, spent, expired or revoked.',
    },
  },
} satisfies Record<string, Refresh>
