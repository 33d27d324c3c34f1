import fc from 'fast-check'
import { doors } from '../contracts/index.ts'
import { PEOPLE } from '../world/harness.ts'

/** What is good, at first, for the route under test: with it, requests get further. */
export const live = {
  fields: {} as Record<string, string>,
  /** Of a passkey, whichever of its ceremonies it is for. */
  credential: {},
  cookie: '',
  bearers: [''],
  /** Of an account that a request may do anything to. */
  id: 0,
}

const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800x',
  '🦭'.repeat(20),
  'e\u0301',
  '\u202eadmin',
  '\ufeff',
  'ﬀ',
  '__proto__',
  'constructor',
  '.',
  '..',
  '...',
  'a.b',
  'a.b.c',
  'a.b.c.d',
  "' or 1=1 --",
  '%',
  '@',
  'a@b',
  '-1',
  '1e309',
  '123456',
  'Ab3dE9xZ',
  '$2b$31$',
  'eyJhbGciOiJub25lIn0.e30.',
  'x'.repeat(5000),
  ...Object.values(PEOPLE).flatMap(({ username, email, password }) => [username, email, password]),
]

/** Of bodies and queries, each contract's own among them. Those that `live` leaves out are good as an empty text, or not to be had. */
const NAMES = [
  ...['email', 'password', 'id', 'code', 'state', 'userId', 'username', 'user', 'login', 'nickname', 'use'],
  ...['refreshToken', 'refresh_token', 'challenge', 'current', 'resetToken', 'reset_token', 'registration'],
  ...['response_type', 'redirect_uri', 'code_challenge', 'code_challenge_method', 'grant_type'],
  ...[
    'code_verifier',
    'purpose',
    'return_to',
    'redirect',
    'query',
    'account',
    'before',
    'after',
    'error',
    'realm',
    'reason',
    'what',
    'contract',
    'from',
    'to',
    'turnstile',
    'credential',
    'ceremony',
    'name',
  ],
  ...Object.values(doors).flatMap(({ credentials }) => Object.keys(credentials(PEOPLE.busking))),
]

const good = (name: string) => (name === 'credential' ? live.credential : (live.fields[name] ?? ''))

export const FIELDS = [...new Set(NAMES)]

export const word = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(...FIELDS).map((name) => live.fields[name] ?? ''),
)
export const value = fc.oneof(
  word,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, [], {}, true, 1e308, -0),
)
const field = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...FIELDS) }, word)

/** Entries and no object: keys may come twice, and `__proto__` is a key like any other. */
export const toJson = (entries: (readonly [string, unknown])[]) =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`

/** Mostly what the schemas and the core let in, so that a request gets far with the odd thing that it holds. */
const shaped = fc
  .tuple(
    fc.constantFrom('cookie', 'token'),
    ...FIELDS.filter((name) => name !== 'use').map((name) =>
      fc.oneof(
        { weight: 5, arbitrary: fc.constant(name).map(() => [name, good(name)] as const) },
        { weight: 3, arbitrary: word.map((odd) => [name, odd] as const) },
        { weight: name === 'challenge' ? 8 : 1, arbitrary: fc.constant(null) },
      ),
    ),
  )
  .map(([use, ...entries]) => toJson([['use', use], ...entries.filter((entry) => entry !== null)]))

/** Texts and single bytes, one after the other. */
export const bytes = (...text: (string | number)[]) =>
  new Uint8Array(
    text.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])),
  )

const RAW: BodyInit[] = [
  '',
  'null',
  '[]',
  '{',
  '"text"',
  '\ufeff{}',
  '{"a":1,}',
  'a=b&__proto__[polluted]=1',
  '--x\r\nContent-Disposition: form-data; name="__proto__[polluted]"\r\n\r\n1\r\n--x--\r\n',
  '{"__proto__":{"polluted":true},"email":"a@b"}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '['.repeat(15_000),
  `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
  `{"email":"${'x'.repeat(100_000)}"}`,
  bytes('{"email":"', 0xff, 0xc0, 0x80, '"}'),
  bytes(0xff, 0xfe, '{', 0, '}', 0),
]

export const body: fc.Arbitrary<BodyInit> = fc.oneof(
  { weight: 4, arbitrary: shaped },
  { weight: 3, arbitrary: fc.array(fc.tuple(field, value), { maxLength: 12 }).map(toJson) },
  { weight: 2, arbitrary: fc.constantFrom(...RAW) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) as fc.Arbitrary<Uint8Array<ArrayBuffer>> },
)

const wellFormed = (pairs: string[][]) => pairs.map((pair) => pair.map((text) => text.toWellFormed()))

/** Good fields of a token request, some of them odd. */
export const form: fc.Arbitrary<BodyInit> = fc
  .array(fc.tuple(field, fc.option(word, { freq: 3 })), { maxLength: 12 })
  .map((pairs) => wellFormed(pairs.map(([name, odd]) => [name, odd ?? live.fields[name] ?? ''])))
  .map((pairs) => new URLSearchParams(pairs).toString())

const JSON_TYPE = fc.constantFrom('application/json', 'APPLICATION/JSON; charset=utf-16')
const OTHER_TYPE = fc.constantFrom(
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  ...['multipart/form-data; boundary=x', ';;;', ''],
)
const COOKIES = ['__Host-munjigi_session', '__Host-munjigi_device', 'session', 'reset', 'munjigi_session']
const BLANKS = ['', '', ' ', '\t']
const printable = fc.string({ unit: 'grapheme-ascii' })
const shown = fc.oneof(word, printable)

const cookies = fc
  .array(fc.tuple(fc.constantFrom(...BLANKS), fc.constantFrom(...COOKIES, '', '__proto__'), shown), {
    maxLength: 5,
  })
  .map((all) => all.map(([blank, name, value]) => `${blank}${name}=${value}`).join('; '))
const authorization = fc
  .tuple(fc.constantFrom('Bearer ', 'bearer  ', 'Bearer', 'Basic ', 'Bearer x, Bearer ', ''), shown)
  .map((parts) => parts.join(''))
const goodCookie = fc.constant('').map(() => live.cookie)
const goodBearer = fc.nat().map((at) => `Bearer ${live.bearers[at % live.bearers.length]}`)
const origin = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('https://auth.test', 'https://app.test') },
  { weight: 1, arbitrary: fc.constantFrom('null', 'https://evil.test', '::', '') },
)

/** Bytes above ASCII have a test of their own: workerd prints a warning for each. */
const isSendable = (given: Record<string, string>) =>
  Object.values(given).every((text) => /^[\t -~]*$/.test(text))

export const headers = fc
  .record(
    {
      'Content-Type': fc.oneof({ weight: 4, arbitrary: JSON_TYPE }, OTHER_TYPE),
      Cookie: fc.oneof(goodCookie, cookies),
      Authorization: fc.oneof(goodBearer, authorization),
      Origin: origin,
      'Accept-Language': fc.oneof(fc.constantFrom('ko', 'ko;q=x,en;q=9', ',;q=,', '*'), printable),
      'User-Agent': printable,
      'CF-Connecting-IP': fc.constantFrom(
        '::1',
        '::ffff:1.2.3.4',
        'fe80::1%eth0',
        '1.2.3.4, 5.6.7.8',
        'x',
        ']',
      ),
      'CF-Ray': fc.constantFrom('8f3a5c1e9d2b4a6f-ICN', 'x'.repeat(5000)),
    },
    { requiredKeys: [] },
  )
  .filter(isSendable)

/** A place in the list of sessions, which is no number as the places in other lists are. */
export const SESSION_PLACE = `1000.${'A'.repeat(22)}`
const IN_QUERIES = [
  'userId',
  'email',
  'code',
  'state',
  'query',
  'account',
  'before',
  'after',
  'return_to',
  'redirect',
]
export const query = fc.oneof(
  fc.constantFrom(
    '',
    '?',
    '?%',
    '?%ff=%ff',
    '?email=%00',
    '?__proto__[polluted]=1',
    '?email=a@b&email=c@d',
    '?userId',
    `?before=${SESSION_PLACE}`,
  ),
  fc
    .array(fc.tuple(field, word), { maxLength: 4 })
    .map((pairs) => `?${new URLSearchParams(wellFormed(pairs))}`),
  fc
    .array(fc.tuple(fc.constantFrom(...IN_QUERIES), fc.option(word, { freq: 2 })), { maxLength: 5 })
    .map((pairs) => wellFormed(pairs.map(([name, odd]) => [name, odd ?? live.fields[name] ?? ''])))
    .map((pairs) => `?${new URLSearchParams(pairs)}`),
)

/** In the place of a parameter in a path; never one that makes it another path. */
export const parameter = fc
  .oneof(
    { weight: 3, arbitrary: fc.constant('').map(() => String(live.id)) },
    { weight: 1, arbitrary: fc.constantFrom('42', 'google', '0', '-1', '1.5', '0x1', '1e9', '9'.repeat(30)) },
    { weight: 2, arbitrary: word },
  )
  .map((text) => text.toWellFormed())
  .filter((text) => !['', '.', '..'].includes(text) && text.length < 100)
  .map(encodeURIComponent)
