import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf } from '../../acts/callers.ts'
import { FORM } from '../../acts/pages.ts'
import { SESSION, SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { signIns } from '../../contracts/index.ts'
import { ACCESS } from '../../walks/access.ts'
import { countHashes } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply, type RequestOptions } from '../../world/harness.ts'
import { everyRow } from '../../world/storage.ts'

let h: Harness
let cookies: Record<string, string>
beforeAll(async () => {
  h = await harness()
  for (const person of Object.values(PEOPLE)) await h.person(person)
  cookies = await signInByCookie(h)
})

const PROTECTED = Object.entries(ACCESS)
  .filter(([, { may }]) => may !== 'open')
  .map(
    ([route]) =>
      route
        .replace(/:provider/, 'google')
        .replace(/:\w+/, '1')
        .split(' ') as [string, string],
  )

const hex = (letter: string) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`
const escaped = (path: string, write: (letter: string) => string) => path.replace(/[a-z]/gi, write)
const lastOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const inLast = (path: string, change: (last: string) => string) =>
  path.slice(0, -lastOf(path).length) + change(lastOf(path))

/** The same path to some reader, written otherwise. */
const SPELLINGS: Record<string, (path: string) => string> = {
  'two slashes before it': (path) => `/${path}`,
  'three slashes before it': (path) => `//${path}`,
  'two slashes in it': (path) => path.replace(/\/(?=[^/]*$)/, '//'),
  'a slash behind it': (path) => `${path}/`,
  'two slashes behind it': (path) => `${path}//`,
  capitals: (path) => path.toUpperCase(),
  'a capital': (path) => inLast(path, (last) => last.charAt(0).toUpperCase() + last.slice(1)),
  'a letter escaped': (path) => inLast(path, (last) => hex(last.charAt(0)) + last.slice(1)),
  'every letter escaped': (path) => escaped(path, hex),
  'every letter escaped twice': (path) => escaped(path, (letter) => hex(letter).replace('%', '%25')),
  'its first slash escaped': (path) => `/%2f${path.slice(1)}`,
  'its last slash escaped': (path) => path.replace(/(?<=.)\/(?=[^/]*$)/, '%2F'),
  'a way there and back': (path) => `/x/..${path}`,
  'an escaped way there and back': (path) => `/x/%2e%2e${path}`,
  'an escaped way there and back, with its slash': (path) => `/x/..%2f${path.slice(1)}`,
  'a way from an open route': (path) => `/health/..${path}`,
  'a dot in it': (path) => `/.${path}`,
  backslashes: (path) => path.replaceAll('/', '\\').replace('\\', '/'),
  'an escaped backslash': (path) => `/%5c${path.slice(1)}`,
  'a parameter': (path) => `${path};x=y`,
  'an ending': (path) => `${path}.json`,
  'a blank behind it': (path) => `${path}%20`,
  'a NUL behind it': (path) => `${path}%00`,
  'a line end behind it': (path) => `${path}%0d%0a`,
  'an escape that is none': (path) => `${path}%`,
  'full-width letters': (path) =>
    escaped(path, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  'a query like a path': (path) => `/?${path}`,
  'a path behind it': (path) => `${path}/x`,
}

const isPage = (path: string) => /^\/(account|sign-in|console)/.test(path)

function bodyFor(method: string, path: string): RequestOptions {
  if (method === 'GET') return {}
  const { password } = SINGER
  return isPage(path) ? { raw: `password=${password}`, headers: FORM } : { body: { password } }
}

/** Transcendence says it with a 200, and pages by leading to the sign-in, or to what opens the console. */
const isRefusal = ({ status, body, headers }: Reply) =>
  [400, 401, 403, 404, 405].includes(status) ||
  body?.resStatus?.code === '0001' ||
  (status === 303 && /^\/(sign-in|console)(\?|$)/.test(headers.get('Location') ?? ''))

/** A notice holds nothing but its name. */
const NOTICE = /munjigi_notice$/

/** That somebody knocked is counted and told of; nothing else may change. */
async function kept() {
  const { events, throttles, ...others } = await everyRow()
  return JSON.stringify(others)
}

async function passed(spell: (path: string) => string, options: RequestOptions): Promise<string[]> {
  const all = PROTECTED.map(async ([method, path], at) => {
    const body = bodyFor(method, path)
    const headers = { 'CF-Connecting-IP': `198.51.100.${at}`, ...body.headers, ...options.headers }
    const reply = await h.request(method, spell(path), { ...body, ...options, headers })
    const given = Object.keys(reply.cookies).filter((name) => !NOTICE.test(name))
    const gives = given.length > 0 || /eyJ|[\w-]{43}|@/.test(reply.text)
    return isRefusal(reply) && !gives ? [] : `${method} ${spell(path)}: ${outcomeOf(reply)}`
  })
  return (await Promise.all(all)).flat()
}

test('42: every prefix of routes that ask for somebody is there', () => {
  const prefixes = new Set(PROTECTED.map(([, path]) => path.split('/')[1]))
  expect(prefixes).toEqual(new Set(['v1', 'admin', 'user', 'auth', 'api', 'account', 'sign-in', 'console']))
  expect(PROTECTED.length).toBeGreaterThan(30)
})

describe.each(Object.entries(SPELLINGS))('42: a protected path with %s', (_, spell) => {
  test('42: lets nobody in, nor a stranger to the operators', async () => {
    const before = await kept()
    expect(await passed(spell, {})).toEqual([])
    expect(await passed(spell, { bearer: 'x'.repeat(43) })).toEqual([])
    expect(await kept()).toBe(before)
  })

  test('42: passes no request of another site', async () => {
    const before = await kept()
    const options = { cookies, headers: { Origin: 'https://evil.test' } }
    const changes = (await passed(spell, options)).filter((one) => !/^(GET|HEAD) /.test(one))
    expect(changes).toEqual([])
    expect(await kept()).toBe(before)
  })
})

const doors = new Set(Object.values(signIns).map(({ path }) => path))
test.each([...doors])('42: no other spelling of %s takes a larger body', async (path) => {
  const raw = JSON.stringify({ padding: 'x'.repeat(17_000) })
  const hashes = await countHashes(async () => {
    for (const spell of Object.values(SPELLINGS)) {
      expect([404, 413]).toContain((await h.request('POST', spell(path), { raw })).status)
    }
  })
  expect(hashes).toBe(0)
})

test('42: the one path whose bodies have no limit is the operators’ import, in no other spelling', async () => {
  for (const spell of Object.values(SPELLINGS)) {
    const path = spell('/admin/accounts/import')
    const raw = 'x'.repeat(17_000)
    expect([401, 404, 413]).toContain((await h.request('POST', path, { raw })).status)
  }
})

describe('42: a request that names another method', () => {
  const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']
  const other = (method: string) => Object.fromEntries(names.map((name) => [name, method]))

  test('42: is the method that it came by', async () => {
    const before = await kept()
    const body = { password: SINGER.password, _method: 'DELETE' }
    for (const path of ['/v1/me', '/v1/me?_method=DELETE']) {
      const read = await h.request('GET', path, { cookies, headers: other('DELETE') })
      expect([read.status, read.body.username]).toEqual([200, SINGER.username])
      const posted = await h.request('POST', path, { cookies, headers: other('DELETE'), body })
      expect([posted.status, posted.headers.get('Allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE'])
    }
    expect(await kept()).toBe(before)
  })

  test('42: is refused to another site, though it says that it only reads', async () => {
    const headers = { Origin: 'https://evil.test', ...other('GET') }
    const options = { cookies, headers, body: { password: SINGER.password } }
    expect((await h.request('DELETE', '/v1/me', options)).status).toBe(403)
  })

  test('42: of no known kind meets the same guards', async () => {
    const strange: [string, number][] = [
      ['PROPFIND', 405],
      ['get', 200],
    ]
    for (const [method, status] of strange) {
      expect([method, (await h.request(method, '/v1/me', { cookies })).status]).toEqual([method, status])
      const { status: operators } = await h.request(method, '/admin/accounts', { cookies })
      expect([method, operators]).toEqual([method, 401])
    }
  })

  test('42: HEAD is let in where GET is, and says nothing more', async () => {
    expect((await h.request('HEAD', '/v1/me')).status).toBe(401)
    expect((await h.request('HEAD', '/admin/accounts')).status).toBe(401)
    const { status, text } = await h.request('HEAD', '/v1/me', { cookies: { [SESSION]: cookies[SESSION] } })
    expect([status, text]).toEqual([200, ''])
    expect((await h.request('HEAD', '/admin/accounts', { bearer: env.ADMIN_TOKEN })).status).toBe(200)
  })
})
