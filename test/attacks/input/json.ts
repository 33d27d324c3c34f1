import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routesOf } from '../../../src/openapi/routes.ts'
import { SINGER } from '../../acts/sign-in.ts'
import { doors } from '../../contracts/index.ts'
import { bytes } from '../../walks/odd-requests.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'
import { createService } from '../../world/service.ts'
import { everyRow } from '../../world/storage.ts'

/** Every route that takes JSON. */
const ROUTES = [...routesOf(createService()).values()]
  .filter(({ takes }) => takes.json !== undefined)
  .map(({ method, path }) => ({ method, path: path.replace(':provider', 'google') }))

/** What RFC 8259 has no place for, by the classes of the public parser suites. */
const NO_JSON: BodyInit[] = [
  '',
  ' ',
  '{',
  '}',
  '{}}',
  '{"a":1',
  '{"a":}',
  '{"a"}',
  '{"a":1,}',
  '{,"a":1}',
  '{"a":1 "b":2}',
  '{"a":1,,"b":2}',
  '{"a"::1}',
  '{a:1}',
  "{'a':1}",
  '{1:1}',
  '{"a":1}#',
  '{"a":1}/**/',
  '/**/{"a":1}',
  '{"a":1}{"b":2}',
  '{"a":1};',
  '{"a":tru}',
  '{"a":True}',
  '{"a":undefined}',
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":-}',
  '{"a":+1}',
  '{"a":01}',
  '{"a":.5}',
  '{"a":1.}',
  '{"a":1e}',
  '{"a":0x1}',
  '{"a":１}',
  '{"a":"b}',
  '{"a":"\\x00"}',
  '{"a":"\\u00g0"}',
  '{"a":"\\u12"}',
  '{"a":"\\"}',
  '{"a":"\n"}',
  '{"a":"\t"}',
  '{"a":"\0"}',
  '{"a":1}\0',
  '\u00a0{"a":1}',
  '\u2060{"a":1}',
  '{"a":[1,]}',
  '{"a":[1',
  '{"a":[}',
  ')]}\',\n{"a":1}',
  'a=1&b=2',
  '<a>1</a>',
  '['.repeat(15_000),
  '{"a":'.repeat(3000),
  bytes('{"a":1', 0xff, '}'),
  bytes(0xff, 0xfe, '{', 0, '}', 0),
  bytes(0x1f, 0x8b, 8, 0),
]
/** JSON, and no object. */
const NO_OBJECT = ['null', 'true', '0', '-0', '1e999', '""', '"text"', '[]', '[{}]', '[[]]']

/** Nothing to begin with, put where a careless merge would let it through to every object. */
const POLLUTIONS = [
  '{"__proto__":{"polluted":true}}',
  '{"__proto__":null}',
  '{"__proto__":[]}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"prototype":{"polluted":true}}',
  '{"a":{"__proto__":{"polluted":true}}}',
  '{"__proto__":{"toString":1,"valueOf":1,"toJSON":1}}',
  '{"toString":1,"hasOwnProperty":1,"valueOf":1,"then":1}',
]

const polluted = () => Object.keys(Object.prototype).concat(Object.keys(Array.prototype))

let h: Harness
beforeAll(async () => {
  h = await harness()
  for (const person of Object.values(PEOPLE)) await h.person(person)
})
afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(polluted()).toEqual([])
})

const TYPE = { 'Content-Type': 'application/json' }

describe.each(ROUTES)('38: $method $path', ({ method, path }) => {
  /** Whoever is no operator hears nothing of what is wrong with a body, and an operator may leave it out. */
  const shown = path.startsWith('/admin/') && { Authorization: `Bearer ${env.ADMIN_TOKEN}` }
  /** Each from a network of its own, so that no limit answers in its place. */
  const outcomes = async (bodies: BodyInit[], headers: Record<string, string> = TYPE) => {
    const replies = bodies.map(async (raw, at) => {
      const from = { 'CF-Connecting-IP': `203.0.113.${at}` }
      return (await h.request(method, path, { raw, headers: { ...headers, ...shown, ...from } })).status
    })
    return new Set(await Promise.all(replies))
  }

  test('38: what is no JSON, no object, or holds nothing but names of prototypes is a 400', async () => {
    const before = JSON.stringify(await everyRow())
    const bodies = [...NO_JSON, ...NO_OBJECT].filter((raw) => !(shown && raw === ''))
    expect(await outcomes(bodies)).toEqual(new Set([400]))
    expect(JSON.stringify(await everyRow())).toBe(before)
  })

  test('38: fields and forms that name prototypes are as good as nothing', async () => {
    const form = new FormData()
    form.set('__proto__.polluted', '1')
    form.set('constructor[prototype][polluted]', '1')
    const encoded = new URLSearchParams({ '__proto__[polluted]': '1', '__proto__.polluted': '1' })

    const nothing = await outcomes(['{}'])
    const isGoodAlone = ['/login/oauth/42', '/v1/sessions/passkey/options'].includes(path)
    expect([...nothing].filter((status) => status < 400 && !isGoodAlone)).toEqual([])
    expect(await outcomes(POLLUTIONS)).toEqual(nothing)
    const untyped = await outcomes([form, encoded], {})
    expect([new Set([400]), new Set([415]), nothing]).toContainEqual(untyped)
  })
})

const QUERIES = [
  '__proto__[polluted]=1',
  '__proto__.polluted=1',
  'constructor[prototype][polluted]=1',
  '__proto__=1',
]

test.each([
  '/api/users/login/searching-id',
  '/api/users/login/reset-password',
  '/v1/oauth/nobody',
  '/health',
])('38: a query of %s that names prototypes changes nothing', async (path) => {
  const plain = (await h.request('GET', path)).status
  for (const query of QUERIES) expect((await h.request('GET', `${path}?${query}`)).status).toBe(plain)
})

describe.each(Object.entries(doors))('38: a sign-in at %s', (_, { path, credentials }) => {
  const who: Person = SINGER
  const given = Object.entries(credentials(who)) as [string, string][]
  const [secret = ''] = given.find(([, value]) => value === who.password) ?? []
  const text = (entries: [string, unknown][], colon = ':', comma = ',') =>
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}${colon}${JSON.stringify(value)}`).join(comma)}}`
  const escaped = (word: string) =>
    word.replace(/./gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const signsIn = async (raw: string) =>
    '__Host-munjigi_device' in (await h.request('POST', path, { raw, headers: TYPE })).cookies

  test.each<[string, string]>([
    ['as it is', text(given)],
    ['after a byte order mark', `\ufeff${text(given)}`],
    ['among all blanks of JSON', ` \n\r\t${text(given, ' \n:\t', ' \r,\n ')}\t `],
    [
      'with every letter escaped',
      escaped(text(given))
        .replaceAll('\\u0022', '"')
        .replaceAll('\\u003a', ':')
        .replaceAll('\\u002c', ',')
        .replaceAll('\\u007b', '{')
        .replaceAll('\\u007d', '}'),
    ],
    ['with unknown fields', text([...given, ['', 0], ['x', [1e308, -0, null, { y: [] }]]])],
    [
      'with names of prototypes beside it',
      `{"__proto__":{"polluted":true},"constructor":{},${text(given).slice(1)}`,
    ],
    [
      'with an earlier field of the same name',
      `{${text(given.map(([key]) => [key, 'other'])).slice(1, -1)},${text(given).slice(1)}`,
    ],
  ])('38: passes with a body %s', async (_, raw) => {
    expect(await signsIn(raw)).toBe(true)
  })

  test.each<[string, string]>([
    ['in the prototype', `{"__proto__":${text(given)}}`],
    ['in a constructor’s prototype', `{"constructor":{"prototype":${text(given)}}}`],
    ['in a list', `[${text(given)}]`],
    ['each in a list', text(given.map(([key, value]) => [key, [value]]))],
    ['each in an object', text(given.map(([key, value]) => [key, { $ne: value }]))],
    ['with a later field of the same name', `${text(given).slice(0, -1)},"${secret}":"other"}`],
    ['with names in capitals', text(given.map(([key, value]) => [key.toUpperCase(), value]))],
    ['with true for a password', text([...given.filter(([key]) => key !== secret), [secret, true]])],
  ])('38: does not pass with the credentials %s', async (_, raw) => {
    expect(await signsIn(raw)).toBe(false)
  })
})

test('38: a parameter that is given twice is refused, not chosen from', async () => {
  const path = '/api/users/login/searching-id'
  const { email } = PEOPLE.ssafy
  for (const query of [`email=${email}&email=x@example.com`, `email=x@example.com&email=${email}`]) {
    expect((await h.request('GET', `${path}?${query}`)).status).toBe(400)
  }
  expect((await h.request('GET', `${path}?email=${email}`)).status).toBe(200)
})
