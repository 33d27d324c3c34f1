import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { generate } from '../../src/openapi/generate.ts'
import { routesOf } from '../../src/openapi/routes.ts'
import { APP, CHALLENGE, FORM, VERIFIER } from '../acts/apps.ts'
import { faultsOf, isOfContract } from '../contracts/envelopes.ts'
import { doors } from '../contracts/index.ts'
import { type Harness, harness, PEOPLE, type Reply, type RequestOptions } from '../world/harness.ts'
import { createService, descriptions } from '../world/service.ts'
import { bentPath } from './bent-paths.ts'
import { lines } from './odd-lines.ts'
import { body, FIELDS, form, headers, live, parameter, query, SESSION_PLACE } from './odd-requests.ts'

const SEED = 20260115
const RUNS_A_ROUTE = 50
const RESET = '/api/users/login/reset-password'

/** All that the app serves, `/admin` and the documents included. */
const ROUTES = [...routesOf(createService())].map(([key, { method, path, takes }]) => ({
  key,
  method,
  path,
  takes,
}))

/** Bodies of routes that take no JSON. */
const OTHER_BODIES: Record<string, fc.Arbitrary<BodyInit>> = {
  'POST /admin/accounts/import': lines,
  'POST /v1/tokens': form,
}

/** Where a route means another thing by a name. */
const OF_THE_ROUTE: Record<string, Record<string, string>> = {
  'GET /v1/sessions': { before: SESSION_PLACE },
  'POST /v1/sessions/passkey/options': { purpose: 'reauthentication' },
}

let h: Harness
let requests = 0

beforeAll(async () => {
  h = await harness()
  for (const person of Object.values(PEOPLE)) await h.person(person)
})

async function liveAnew() {
  Object.assign(live, await newLife(`fuzz${requests}`))
}

/** People of their own, one in each state of a sign-in, so that no test before has closed their accounts. */
async function newLife(name: string): Promise<typeof live> {
  const person = (username: string) => ({ ...PEOPLE.ssafy, username, email: `${username}@example.com` })
  const { username, email, password } = person(name)
  const id = await h.person(person(name))
  await h.person({ ...person(`${name}b`), seed: PEOPLE.pong.seed })
  await h.person({ ...person(`${name}c`), mustChangePassword: true })
  const signIn = async (who: string, use: string) =>
    (await send('POST', '/v1/sessions', { body: { login: who, password, use } })) as Reply
  const { cookies } = await signIn(name, 'cookie')
  const full = (await signIn(name, 'token')).body
  const pending = (await signIn(`${name}b`, 'token')).body
  const restricted = (await signIn(`${name}c`, 'token')).body

  const pair = { userId: username, email }
  await send('GET', `${RESET}?${new URLSearchParams(pair)}`, {})
  const { resetToken } = (await send('POST', RESET, { body: { ...pair, code: await h.mail.code(email) } }))
    .body
  return {
    fields: {
      ...Object.assign({}, ...Object.values(doors).map(({ credentials }) => credentials(person(name)))),
      ...pair,
      ...{ username, id: username, user: username, login: username, nickname: '별명', use: 'cookie' },
      purpose: 'erase_account',
      ...{ password, current: password, code: '123456', resetToken, reset_token: resetToken },
      ...{ refreshToken: full.refresh_token, refresh_token: full.refresh_token },
      ...{ challenge: pending.challenge, state: 'A'.repeat(43), registration: 'A'.repeat(22) },
      ...{
        return_to: '/main',
        redirect: '1',
        response_type: 'code',
        redirect_uri: APP,
        grant_type: 'authorization_code',
      },
      ...{ turnstile: 'token', ceremony: 'A'.repeat(43), name: '전화' },
      ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256', code_verifier: VERIFIER },
      ...{ query: username, account: String(id), before: '1000', after: '0', realm: 'main' },
    },
    credential: {
      ...{ id: 'A'.repeat(22), type: 'public-key' },
      response: {
        ...{ clientDataJSON: 'e30', attestationObject: 'oA', transports: ['internal'] },
        ...{ authenticatorData: 'A'.repeat(50), signature: 'MAYCAQECAQE', userHandle: null },
      },
    },
    cookie: Object.entries(cookies)
      .map(([cookie, { value }]) => `${cookie}=${value}`)
      .join('; '),
    bearers: [full.access_token, restricted.access_token],
    id,
  }
}

/** From an address of its own, so that no limit hides what lies behind it. */
async function send(method: string, path: string, options: RequestOptions): Promise<Reply> {
  requests += 1
  const address = `10.${requests >> 16}.${(requests >> 8) & 255}.${requests & 255}`
  h.log.length = 0
  return h.request(method, path, {
    ...options,
    headers: { 'CF-Connecting-IP': address, 'Content-Type': 'application/json', ...options.headers },
  })
}

function expectSound(path: string, reply: Reply) {
  expect(faultsOf(path, reply).join()).toBe('')
  expect(h.log.filter(({ level }) => level === 'error')).toEqual([])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
}

const bounded = (numRuns: number) => ({ seed: SEED, numRuns })

type Operation = { requestBody?: { content: object } } | undefined
type Paths = Record<string, Record<string, Operation>>

const fieldsOf = (schema: z.ZodMiniType) =>
  Object.keys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {})

describe('a route has something to try', () => {
  beforeAll(liveAnew)
  const paths = generate(createService(), descriptions).paths as unknown as Paths
  const types = ({ method, path }: (typeof ROUTES)[number]) =>
    Object.keys(paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody?.content ?? {})

  test.each(ROUTES)('$key: an envelope, and a body and a query that its schemas take', (route) => {
    const { key, path, takes } = route
    expect(isOfContract(path)).toBe(true)
    const good = { ...live.fields, credential: live.credential, ...OF_THE_ROUTE[key] }
    expect(takes.json?.safeParse(good).error).toBeUndefined()
    expect(takes.form?.safeParse(good).error).toBeUndefined()
    expect(takes.query?.safeParse(good).error).toBeUndefined()
    expect(types(route).filter((type) => type !== 'application/json').length > 0).toBe(key in OTHER_BODIES)
    expect(types(route).length > 0).toBe(takes.json !== undefined || key in OTHER_BODIES)
  })

  test.each(ROUTES)('$key: every field may be an odd one', ({ takes }) => {
    const fields = [takes.json, takes.query].flatMap((schema) => (schema ? fieldsOf(schema) : []))
    expect(fields.filter((name) => !FIELDS.includes(name))).toEqual([])
  })
})

/** The path with odd parameters. */
const filled = (path: string) =>
  fc
    .tuple(...(path.match(/:\w+/g) ?? []).map(() => parameter))
    .map((given) => path.replace(/:\w+/g, () => given.shift() ?? ''))

const OPERATED = ROUTES.filter(({ path }) => path.startsWith('/admin/'))
const CALLERS = [
  ...ROUTES.map((route) => ({ ...route, as: 'whoever may ask', shown: {} })),
  ...OPERATED.map((route) => ({
    ...route,
    as: 'the operator',
    shown: { Authorization: `Bearer ${env.ADMIN_TOKEN}` },
  })),
]

describe('whatever a request holds, it is answered as its contract answers', () => {
  beforeEach(liveAnew)

  test.each(CALLERS)('$key, from $as', async ({ key, method, path, shown }) => {
    const type = key === 'POST /v1/tokens' && FORM
    const raw = method === 'GET' ? fc.constant(null) : (OTHER_BODIES[key] ?? body)
    const property = fc.asyncProperty(
      filled(path),
      raw,
      headers,
      query,
      async (path, raw, headers, query) => {
        const options = { headers: { ...headers, ...shown, ...type }, ...(raw !== null && { raw }) }
        expectSound(path, await send(method, path + query, options))
      },
    )
    await fc.assert(property, bounded(RUNS_A_ROUTE))
  })
})

/** As the router reads it: escapes undone where they are well-formed. */
function readPath(path: string): string {
  const { pathname } = new URL(`https://auth.test${path}`)
  try {
    return decodeURI(pathname)
  } catch {
    return pathname
  }
}

test('a path that is bent is answered by the contract that it lies below, or as nobody’s', async () => {
  await liveAnew()
  const routes = ROUTES.map(({ method, path }) => ({
    method,
    path: path.replace(':provider', '42').replace(/:\w+/g, 'x'),
  }))
  const property = fc.asyncProperty(bentPath(routes), headers, async (bent, headers) => {
    expectSound(readPath(bent.path), await send(bent.method, bent.path, { headers }))
  })
  await fc.assert(property, bounded(1000))
})

test('the service is in order after all that', async () => {
  const { email, password } = PEOPLE.movie
  const reply = await send('POST', '/user/logIn/local', { body: { email, password } })
  expect(reply.status).toBe(200)
})
