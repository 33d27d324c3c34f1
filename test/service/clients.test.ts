import { describe, expect, test } from 'vitest'
import { signIns } from '../contracts/index.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'
import { browser } from '../world/providers.ts'

const { username: login, password } = PEOPLE.busking
const CLIENTS = {
  MOVIE_IN_CASE_APP_URL: 'https://movie.test',
  TRANSCENDENCE_APP_URL: 'https://team.test/pong',
  SSAFY_APP_URL: 'https://ssafy.test/',
  BUSKING_APP_URL: 'http://localhost:3000',
  GATEWAY_APP_URL: 'https://gateway.test:8443',
}
const ORIGINS = [
  ...['https://movie.test', 'https://team.test', 'https://ssafy.test', 'http://localhost:3000'],
  'https://gateway.test:8443',
]
const STRANGERS = [
  ...['https://sub.movie.test', 'http://movie.test', 'https://team.test/pong', 'https://team.test:8443'],
  ...['https://localhost:3000', 'https://gateway.test', 'null'],
]

const read = ({ headers }: Reply, name: string) => headers.get(`Access-Control-${name}`)
const signIn = (h: Harness, Origin: string) =>
  h.post('/v1/sessions', { login, password, use: 'token' }, { Origin })

describe('the origin of a contract’s client', () => {
  test('is allowed without being named anywhere else, and so are those that are named', async () => {
    const h = await harness({ env: CLIENTS })
    await h.person(PEOPLE.busking)
    for (const origin of [...ORIGINS, 'https://app.test']) {
      const reply = await signIn(h, origin)
      expect([reply.status, read(reply, 'Allow-Origin'), read(reply, 'Allow-Credentials')]).toEqual([
        201,
        origin,
        'true',
      ])
    }
  })

  test('is all of it that is allowed', async () => {
    const h = await harness({ env: CLIENTS })
    for (const origin of STRANGERS) {
      const reply = await signIn(h, origin)
      expect([reply.status, read(reply, 'Allow-Origin')]).toEqual([403, null])
    }
  })

  test('may be returned to after a sign-in at a provider', async () => {
    const h = await harness({ env: CLIENTS })
    const start = (to: string) => `/v1/oauth/google?return_to=${encodeURIComponent(to)}`
    const reply = await browser(h).travel(start('https://movie.test/home'))
    expect(reply.headers.get('Location')).toBe('https://movie.test/home')
    expect((await h.request('GET', start('https://sub.movie.test/home'))).status).toBe(400)
  })
})

describe('a page of an allowed origin', () => {
  test.for(Object.entries(signIns))(
    'reads how long to wait, and the request’s id, at %s',
    async ([, door]) => {
      const h = await harness()
      await h.person(PEOPLE.pong)
      const wrong = door.credentials({ ...PEOPLE.pong, password: 'not this 1' })
      const replies: Reply[] = []
      for (let n = 0; n < 6; n++) replies.push(await h.post(door.path, wrong, { Origin: 'https://app.test' }))
      const [last] = replies.slice(-1)
      expect([last?.status, last?.headers.get('Retry-After')]).toEqual([429, '30'])
      for (const reply of replies) {
        expect(read(reply, 'Expose-Headers')).toBe('Retry-After,X-Request-Id,WWW-Authenticate')
        expect(reply.headers.get('X-Request-Id')).toMatch(/^[\w-]{36}$/)
      }
    },
  )
})
