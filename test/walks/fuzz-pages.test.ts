import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { everyRouteOf } from '../../src/openapi/routes.ts'
import { isForPeople } from '../../src/pages/index.ts'
import { FORM, strange } from '../acts/pages.ts'
import { jarOf } from '../acts/sign-in.ts'
import { COOKIE, sendToken } from '../pages/console/acts.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'
import { createService } from '../world/service.ts'
import { word } from './odd-requests.ts'

const SEED = 20260115
const RUNS_A_PAGE = 40

const PAGES = [...everyRouteOf(createService())].flatMap(([key, route]) =>
  isForPeople(route.path)
    ? [
        { key, ...route, as: 'anybody' },
        ...(route.path.startsWith('/console') ? [{ key, ...route, as: 'the operator' }] : []),
      ]
    : [],
)

/** Of all forms; whatever else is sent is no field. */
const NAMES = [
  ...['login', 'username', 'email', 'password', 'current', 'code', 'form', '__proto__', 'x'],
  ...['token', 'act', 'reason', 'file', 'rows'],
]
const QUERY = [
  ...['return_to', 'realm', 'lang', 'login', 'next', 'error', 'v'],
  ...['query', 'in', 'before', 'act', 'what', 'account', 'contract', 'from', 'to', 'as'],
]
const COOKIES = [
  ...['munjigi_sign_up', 'munjigi_recovery', 'munjigi_reset', 'munjigi_notice', 'munjigi_lang'],
  COOKIE,
]

const pairs = (names: string[]) => fc.array(fc.tuple(fc.constantFrom(...names), word), { maxLength: 8 })
const written = (given: [string, string][]) =>
  new URLSearchParams(given.map(([n, v]) => [n, v.toWellFormed()]))
/** Of a form that one of the pages has, so that what is odd in it is come to. */
const ofForms = fc
  .tuple(
    fc.constantFrom('main', 'close', 'import', 'export'),
    fc.constantFrom('disable', 'reopen', 'x'),
    word,
  )
  .map(([form, act, reason]) => ({ form, act, reason, rows: reason }))
const body = fc.oneof(
  { weight: 4, arbitrary: pairs(NAMES).map((given) => written(given).toString()) },
  { weight: 2, arbitrary: ofForms.map((given) => written(Object.entries(given)).toString()) },
  { weight: 1, arbitrary: word },
)

let h: Harness
let requests = 0
beforeAll(async () => {
  h = await harness()
  for (const person of Object.values(PEOPLE)) await h.person(person)
})

/** What holds of a page whatever it was asked with; that it is one, or leads on, the harness has seen. */
function expectSound({ status, headers, text }: Reply) {
  expect(status).toBeLessThan(500)
  expect(h.log.filter(({ level }) => level === 'error')).toEqual([])
  expect(headers.get('Cache-Control')).toMatch(/^(no-store|public, max-age=31536000, immutable)$/)
  expect(strange(text)).toEqual([])
  expect(text === '' || headers.has('Content-Security-Policy')).toBe(true)
  expect(headers.get('Location') ?? '/').toMatch(/^\/(?!\/)/)
}

test.each(PAGES)(
  '$key from $as: whatever it is asked with, a page answers, or leads to one',
  async ({ method, path, as }) => {
    const operator = jarOf(await sendToken(h, env.ADMIN_TOKEN))
    const property = fc.asyncProperty(pairs(QUERY), pairs(COOKIES), body, async (query, cookies, raw) => {
      requests += 1
      h.log.length = 0
      const reply = await h.request(method, `${path.replace(':id', '1')}?${written(query)}`, {
        ...(method === 'POST' && { raw }),
        headers: {
          ...(method === 'POST' && FORM),
          'CF-Connecting-IP': `10.1.${requests >> 8}.${requests & 255}`,
        },
        cookies: {
          ...Object.fromEntries(
            cookies.map(([name, value]) => [name, encodeURIComponent(value.toWellFormed())]),
          ),
          ...(as === 'the operator' && operator),
        },
      })
      expectSound(reply)
    })
    await fc.assert(property, { seed: SEED, numRuns: RUNS_A_PAGE, interruptAfterTimeLimit: 8000 })
  },
)
