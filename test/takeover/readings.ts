import type { Heard, Reading } from '../../src/contracts/old-service.ts'

/** What came, and how it must be read. */
export type Case = [heard: Partial<Heard>, reading: Reading]

const YES: Reading = { says: 'yes', profile: {} }
const NO: Reading = { says: 'no', because: 'wrong_password' }
const SECOND: Reading = { says: 'second step' }

const movieUser = {
  user_email: 'test_email',
  user_password: '$2b$05$m5dp.T7.Adn/vs.mYoPxVe6Xj6AOGsNgOeDl/9eMLSrcHyE7iNmJK',
}
const movieYes = { user: movieUser, success: true, message: '로그인 성공.' }
const [unknown, wrong] = ['해당 유저가 존재하지 않습니다.', '비밀번호가 일치하지 않습니다.']

const page = (data: unknown, code: unknown = '0002') => ({ data, resStatus: { code, message: '' } })
const pongNo = { data: {}, resStatus: { code: '0001', message: '아이디/패스워드가 일치하지 않습니다.' } }

const ssafyNo = { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' }

const buskingYes = (user: unknown) => ({
  success: true,
  message: '로그인이 성공적으로 완료되었습니다.',
  data: { accessToken: 'eyJhbGciOiJIUzI1NiIs...', refreshToken: 'eyJhbGciOiJIUzI1NiIs...', user },
})
const busker = { id: 1, username: 'busking123', nickname: '버스킹짱' }
const buskingNo = {
  success: false,
  message: '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
  errorCode: 'USER_NOT_FOUND',
  data: null,
}

const gatewayYes = (
  redirect: unknown,
  result: unknown = { access_token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9' },
) => ({
  ...{ code: 0, result, redirect },
})

/** Nothing that any of the five documents tells of. */
export const NONSENSE: Partial<Heard>[] = [
  ...[undefined, null, true, 1, 'yes', [], {}, [{ success: true }]].map((body) => ({ status: 200, body })),
  ...[201, 204, 206, 303, 307, 308, 404, 405, 408, 429, 500, 502, 503, 504].map((status) => ({
    status,
    body: {},
  })),
  { status: 302, location: '/login', body: undefined },
  { status: 302, location: 'http://[', body: undefined },
  { status: 301, body: undefined },
]

export const READINGS: Record<string, Case[]> = {
  'movie-in-case': [
    [{ body: movieYes }, { says: 'yes', profile: { email: 'test_email' } }],
    [{ body: { success: true } }, { says: 'yes', profile: { email: undefined } }],
    [
      { status: 404, body: { success: false, message: unknown } },
      { says: 'no', because: 'unknown_account' },
    ],
    [{ status: 404, body: { success: false, message: wrong } }, NO],
    [{ status: 404, body: { success: false, message: 'Cannot POST /user/logIn/local' } }, null],
    [{ status: 404, body: { success: true, message: wrong } }, null],
    [{ status: 200, body: { success: false, message: wrong } }, null],
    [{ status: 401, body: { success: false, message: wrong } }, null],
    [{ status: 404, body: movieYes }, null],
    [{ body: { ...movieYes, success: 'true' } }, null],
    [{ body: { ...movieYes, user: { user_email: 7 } } }, null],
    [{ body: { ...movieYes, user: 'test_email' } }, null],
    [{ status: 500, body: movieYes }, null],
  ],

  transcendence: [
    [{ body: page('/main') }, YES],
    [{ body: page('/auth') }, SECOND],
    [{ body: pongNo }, NO],
    // Its older form.
    [{ status: 301, location: '/main' }, YES],
    [{ status: 302, location: 'https://pong.test/main', body: page('/main') }, YES],
    [{ status: 302, location: 'https://pong.test/auth' }, SECOND],
    // As the document prints it: a redirect's status, and the page in the body.
    [{ status: 301, body: page('/auth') }, SECOND],
    [{ status: 301, body: page('/main') }, YES],
    [{ status: 302, location: '/main/../auth' }, SECOND],
    [{ status: 302, location: '/main', body: page('/auth') }, null],
    [{ status: 302, location: '/main', body: pongNo }, null],
    [{ status: 302, location: '/login', body: page('/main') }, null],
    [{ status: 302, location: '/main/' }, null],
    [{ status: 302, location: '/MAIN' }, null],
    [{ status: 302, location: '//main' }, null],
    [{ status: 303, location: '/main' }, null],
    [{ status: 307, location: '/main' }, null],
    [{ body: page('/password') }, null],
    [{ body: page('constructor') }, null],
    [{ body: page({}) }, null],
    [{ body: page('/main', '0003') }, null],
    [{ body: page('/main', 2) }, null],
    [{ location: '/main', body: {} }, null],
    [{ status: 401, body: pongNo }, null],
    [{ status: 500, body: page('/main') }, null],
  ],

  ssafy: [
    [{ body: { message: '로그인하였습니다.', token: 'asfasdf.asdf.wqwd' } }, YES],
    [{ body: { status: 200, message: '로그인하였습니다.', token: 'asfasdf.asdf.wqwd' } }, YES],
    [{ status: 401, body: ssafyNo }, NO],
    [{ status: 200, body: ssafyNo }, NO],
    [{ status: 401, body: undefined }, NO],
    [{ status: 401, body: { message: ssafyNo.message } }, NO],
    [{ body: { status: 500, message: 'Internal Server Error, 로그인 실패' } }, null],
    [{ status: 401, body: { status: 500, message: 'Internal Server Error, 로그인 실패' } }, null],
    [{ status: 500, body: ssafyNo }, null],
    [{ body: { status: 401, token: 'a.b.c' } }, null],
    [{ status: 401, body: { token: 'a.b.c' } }, null],
    [{ body: { token: '' } }, null],
    [{ body: { token: null } }, null],
    [{ body: { token: ['a.b.c'] } }, null],
    [{ status: 201, body: { token: 'a.b.c' } }, null],
    [{ status: 403, body: { status: 403 } }, null],
  ],

  busking: [
    [
      { body: buskingYes(busker) },
      { says: 'yes', profile: { externalId: '1', username: 'busking123', nickname: '버스킹짱' } },
    ],
    [
      { body: buskingYes({ ...busker, id: Number.MAX_SAFE_INTEGER, nickname: null }) },
      {
        says: 'yes',
        profile: { externalId: '9007199254740991', username: 'busking123', nickname: undefined },
      },
    ],
    [{ status: 401, body: buskingNo }, NO],
    [{ status: 401, body: { ...buskingNo, errorCode: 'INVALID_TOKEN' } }, null],
    [{ status: 401, body: undefined }, null],
    [{ status: 200, body: buskingNo }, null],
    [{ status: 404, body: buskingNo }, null],
    [{ status: 401, body: buskingYes(busker) }, null],
    [{ status: 500, body: buskingYes(busker) }, null],
    [{ body: { ...buskingYes(busker), success: false } }, null],
    [{ body: buskingYes(null) }, null],
    [{ body: buskingYes({ ...busker, id: '1' }) }, null],
    [{ body: buskingYes({ ...busker, id: 1.5 }) }, null],
    [{ body: buskingYes({ ...busker, id: 2 ** 53 }) }, null],
    [{ body: buskingYes({ id: 1 }) }, null],
    [{ body: buskingYes({ ...busker, username: ['busking123'] }) }, null],
    [{ body: buskingYes({ ...busker, nickname: {} }) }, null],
  ],

  gateway: [
    [{ body: gatewayYes('') }, { says: 'yes', profile: { mustChangePassword: false } }],
    [{ body: gatewayYes(undefined) }, { says: 'yes', profile: { mustChangePassword: false } }],
    [{ body: gatewayYes('pw/reset') }, { says: 'yes', profile: { mustChangePassword: true } }],
    [{ status: 400, body: undefined }, NO],
    [{ status: 401, body: { code: 1, error: 'invalid_credentials' } }, NO],
    [{ status: 403, body: undefined }, NO],
    [{ status: 200, body: { code: 1, error: 'no' } }, NO],
    [{ status: 200, body: { code: -1 } }, NO],
    [{ status: 404, body: { code: 1 } }, NO],
    [{ status: 404, body: undefined }, null],
    [{ status: 429, body: { code: 4 } }, null],
    [{ status: 500, body: { code: 9 } }, null],
    [{ status: 302, location: '/pw/reset', body: { code: 1 } }, null],
    [{ body: { code: '1' } }, null],
    [{ body: { code: 0 } }, null],
    [{ body: gatewayYes('', {}) }, null],
    [{ body: gatewayYes('', { access_token: '' }) }, null],
    [{ body: gatewayYes('', 'eyJ0') }, null],
    [{ body: gatewayYes(7) }, null],
    [{ body: { ...gatewayYes(''), code: '0' } }, null],
    [{ status: 500, body: gatewayYes('') }, null],
  ],
}
