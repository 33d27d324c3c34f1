import type { RequestOptions } from '../../world/harness.ts'

const JSON_HEADERS = { 'Content-Type': 'application/json' }

/** What stands for every value that is wrong: no answer shows it. */
export const CANARY = 'canary'

type Wrong = [place: string, code: string]
type Mistake = [title: string, route: string, options: RequestOptions, wrong: Wrong[], code?: string]

const post = (path: string, body: unknown): [string, RequestOptions] => [`POST ${path}`, { body }]
const good = { username: 'sunny', email: 'sunny@example.com', password: 'a sunny day 1' }
const signUp = (body: object) => post('/v1/accounts', { ...good, ...body })
const signIn = (body: unknown) => post('/v1/sessions', body)

/** What people get wrong at an API that they see for the first time. */
export const MISTAKES: Mistake[] = [
  [
    'no body',
    'POST /v1/sessions',
    {},
    [
      ['/login', 'required'],
      ['/password', 'required'],
      ['/use', 'required'],
    ],
  ],
  ['an empty body', 'POST /v1/sessions', { raw: '', headers: JSON_HEADERS }, [['', 'not_json']]],
  [
    'half a body',
    'POST /v1/sessions',
    { raw: `{"login":"${CANARY}`, headers: JSON_HEADERS },
    [['', 'not_json']],
  ],
  ['a list', ...signIn([CANARY]), [['', 'wrong_type']]],
  ['a text', ...signIn(CANARY), [['', 'wrong_type']]],
  [
    'an empty object',
    ...signIn({}),
    [
      ['/login', 'required'],
      ['/password', 'required'],
      ['/use', 'required'],
    ],
  ],
  [
    'the field names of another API',
    ...signIn({ username: CANARY, pass: CANARY, use: 'token' }),
    [
      ['/login', 'required'],
      ['/password', 'required'],
    ],
  ],
  ['no use', ...signIn({ login: CANARY, password: CANARY }), [['/use', 'required']]],
  [
    'a use that there is none of',
    ...signIn({ login: CANARY, password: CANARY, use: CANARY }),
    [['/use', 'not_one_of']],
  ],
  ['capitals in it', ...signIn({ login: CANARY, password: CANARY, use: 'Token' }), [['/use', 'not_one_of']]],
  [
    'numbers',
    ...signIn({ login: 424242, password: 424242, use: 'token' }),
    [
      ['/login', 'wrong_type'],
      ['/password', 'wrong_type'],
    ],
  ],
  [
    'null for a password',
    ...signIn({ login: CANARY, password: null, use: 'token' }),
    [['/password', 'wrong_type']],
  ],
  [
    'an object for a login',
    ...signIn({ login: { name: CANARY }, password: CANARY, use: 'token' }),
    [['/login', 'wrong_type']],
  ],
  ['no username', ...signUp({ username: undefined }), [['/username', 'required']]],
  [
    'a blank in the username',
    ...signUp({ username: `${CANARY} ${CANARY}` }),
    [['/username', 'bad_username']],
    'bad_username',
  ],
  ['a username of one letter', ...signUp({ username: 'c' }), [['/username', 'bad_username']], 'bad_username'],
  ['no e-mail', ...signUp({ email: CANARY }), [['/email', 'bad_email']], 'bad_email'],
  [
    'a name beside the address',
    ...signUp({ email: `Canary <${CANARY}@example.com>` }),
    [['/email', 'bad_email']],
    'bad_email',
  ],
  ['a short password', ...signUp({ password: 'short' }), [['/password', 'too_short']], 'password_refused'],
  [
    'a password without end',
    ...signUp({ password: CANARY.repeat(30) }),
    [['/password', 'too_long']],
    'password_refused',
  ],
  [
    'a password that everybody has',
    ...signUp({ password: 'password123' }),
    [['/password', 'common']],
    'password_refused',
  ],
  [
    'the username for a password',
    ...signUp({ username: 'canary-99', password: 'canary-99' }),
    [['/password', 'same_as_identity']],
    'password_refused',
  ],
  [
    'three names that policy refuses',
    ...signUp({ username: `!${CANARY}`, email: CANARY, password: 'short' }),
    [
      ['/username', 'bad_username'],
      ['/email', 'bad_email'],
      ['/password', 'too_short'],
    ],
    'bad_username',
  ],
  [
    'two that it refuses, one of them by the list',
    ...signUp({ email: CANARY, password: 'password123' }),
    [
      ['/email', 'bad_email'],
      ['/password', 'common'],
    ],
    'bad_email',
  ],
  [
    'everything at once',
    ...post('/v1/accounts', { username: 424242, email: CANARY, password: 'password123', nickname: ' ' }),
    [
      ['/username', 'wrong_type'],
      ['/nickname', 'bad_nickname'],
      ['/email', 'bad_email'],
      ['/password', 'common'],
    ],
  ],
  [
    'a nickname that nobody sees',
    ...signUp({ nickname: `\u202e${CANARY}` }),
    [['/nickname', 'bad_nickname']],
  ],
  [
    'a code that is a number',
    ...post('/v1/accounts/verify', { registration: CANARY, code: 12345678 }),
    [['/code', 'wrong_type']],
  ],
  [
    'a code under another name',
    ...post('/v1/recovery/password/verify', { login: CANARY, otp: CANARY }),
    [['/code', 'required']],
  ],
  [
    'an e-mail where a login is asked',
    ...post('/v1/recovery/password', { email: CANARY }),
    [['/login', 'required']],
  ],
  [
    'no proof, and a short password',
    'PUT /v1/recovery/password',
    { body: { password: 'short' } },
    [
      ['/reset_token', 'required'],
      ['/password', 'too_short'],
    ],
  ],
  [
    'a refresh token in camel case',
    ...post('/v1/tokens/refresh', { refreshToken: CANARY }),
    [['/refresh_token', 'required']],
  ],
  ['a page that is no number', 'GET /v1/me/events?before=canary', {}, [['before', 'malformed']]],
  ['a page that came twice', 'GET /v1/me/events?before=1&before=2', {}, [['before', 'wrong_type']]],
  ['a session’s place that is none', 'GET /v1/sessions?before=canary', {}, [['before', 'malformed']]],
  [
    'a way back that leads elsewhere',
    'GET /v1/oauth/google?return_to=https://canary.test',
    {},
    [['return_to', 'leads_elsewhere']],
  ],
  [
    'a purpose that there is none of',
    ...post('/v1/me/reauthentication/google', { purpose: CANARY }),
    [['/purpose', 'not_one_of']],
  ],
  [
    'an e-mail that is none',
    ...post('/v1/me/email', { email: CANARY, password: CANARY }),
    [['/email', 'bad_email']],
    'bad_email',
  ],
  [
    'no password where there is one',
    'PUT /v1/me/password',
    { body: { password: 'a rainy day 2' } },
    [['/current', 'required']],
  ],
]
