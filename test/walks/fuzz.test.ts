import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsOf, isOfContract } from '../contracts/envelopes.ts'
import { type Harness, harness, PEOPLE, type Reply, type RequestOptions } from '../world/harness.ts'
import { bentPath, body, headers, live, query } from './odd-requests.ts'
import { SERVED } from './served.ts'

const SEED = 20260115
const RUNS_A_ROUTE = 50
const RESET = '/api/users/login/reset-password'

const ROUTES = SERVED.map((route) => {
  const [method = '', path = ''] = route.split(' ')
  return { method, path: path.replace(':provider', '42').replace(/:\w+/g, 'x') }
}).filter(({ path }) => isOfContract(path))

let h: Harness
let requests = 0

beforeAll(async () => {
  h = await harness()
  for (const person of Object.values(PEOPLE)) await h.person(person)
})

beforeEach(async () => {
  Object.assign(live, await newLife(`fuzz${requests}`))
})

/** People of their own, one in each state of a sign-in, so that no test before has closed their accounts. */
async function newLife(name: string): Promise<typeof live> {
  const person = (username: string) => ({ ...PEOPLE.ssafy, username, email: `${username}@example.com` })
  const { username, email, password } = person(name)
  await h.person(person(name))
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
      ...{ ...pair, username, id: username, user: username, login: username, nickname: '별명' },
      ...{ password, current: password, code: '123456', resetToken, reset_token: resetToken },
      ...{ refreshToken: full.refresh_token, refresh_token: full.refresh_token },
      challenge: pending.challenge,
    },
    cookie: Object.entries(cookies)
      .map(([cookie, { value }]) => `${cookie}=${value}`)
      .join('; '),
    bearers: [full.access_token, restricted.access_token],
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
  expect(faultsOf(path, reply)).toEqual([])
  expect(h.log.filter(({ level }) => level === 'error')).toEqual([])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
}

const bounded = (numRuns: number) => ({ seed: SEED, numRuns, interruptAfterTimeLimit: 8000 })

describe('whatever a request holds, its contract answers in its own envelope', () => {
  test.each(ROUTES)('$method $path', async ({ method, path }) => {
    const raw = method === 'GET' ? fc.constant(null) : body
    const property = fc.asyncProperty(raw, headers, query, async (raw, headers, query) => {
      expectSound(path, await send(method, path + query, { headers, ...(raw !== null && { raw }) }))
    })
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
  const property = fc.asyncProperty(bentPath(ROUTES), headers, async (bent, headers) => {
    expectSound(readPath(bent.path), await send(bent.method, bent.path, { headers }))
  })
  await fc.assert(property, bounded(1000))
})

test('the service is in order after all that', async () => {
  const { email, password } = PEOPLE.movie
  const reply = await send('POST', '/user/logIn/local', { body: { email, password } })
  expect(reply.status).toBe(200)
})
