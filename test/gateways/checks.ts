import assert from 'node:assert/strict'
import { type Answer, type Asked, ask, type SignedIn } from './client.ts'

export interface Scene {
  /** Of the gateway. */
  port: number
  /** Where the service is, as its ISSUER has it. */
  issuer: string
  full: SignedIn
  restricted: SignedIn
  pending: SignedIn
}

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const PATH = '/cart?item=2&size=%EA%B0%80&next=//evil.test'

/** What the page behind the gateway was sent, by its own word. */
const seen = ({ text }: Answer): Record<string, string> => JSON.parse(text)
const byCookie = ({ cookie }: SignedIn, more: Record<string, string> = {}): Asked => ({
  headers: { Cookie: cookie, ...more },
})

const refuses = (answer: Answer, status = 401) => {
  assert.equal(answer.status, status)
  assert.doesNotMatch(answer.text, /the page/)
}

function sends(answer: Answer, { issuer, port }: Scene, path: string) {
  refuses(answer, 302)
  const location = new URL(answer.headers.location ?? '')
  assert.equal(location.origin + location.pathname, `${issuer}/sign-in`)
  assert.deepEqual([...location.searchParams], [['return_to', `http://localhost:${port}${path}`]])
}

/** By title; each throws where the gateway does something else. */
export const checks: Record<string, (scene: Scene) => Promise<void>> = {
  'a program that is signed out gets 401': async ({ port }) => refuses(await ask(port, PATH)),

  'a browser that is signed out is sent to the sign-in page and back': async (scene) =>
    sends(await ask(scene.port, PATH, { headers: BROWSER }), scene, PATH),

  'a form of a browser that is signed out gets 401': async ({ port }) =>
    refuses(await ask(port, '/cart', { method: 'POST', headers: BROWSER, body: 'item=2' })),

  'who is signed in by cookie reaches the page, which is told who it is': async ({ port, full }) => {
    const answer = await ask(port, PATH, byCookie(full, BROWSER))
    assert.equal(answer.status, 200)
    const { url, account, session, contract } = seen(answer)
    assert.deepEqual([url, account, contract], [PATH, '1', 'native'])
    assert.match(session ?? '', /^[\w-]{22}$/)
  },

  'who is signed in by token does too': async ({ port, full }) => {
    const answer = await ask(port, PATH, { headers: { Authorization: `Bearer ${full.token}` } })
    assert.deepEqual([answer.status, seen(answer).account], [200, '1'])
  },

  'what a signed-in client posts reaches the page whole': async ({ port, full }) => {
    const posted = { method: 'POST', ...byCookie(full), body: 'item=2'.repeat(1000) }
    const answer = await ask(port, '/cart', posted)
    assert.deepEqual([answer.status, seen(answer).body], [200, posted.body])
  },

  'a session whose password must change does not pass, by cookie or token': async (scene) => {
    const { port, restricted } = scene
    refuses(await ask(port, PATH, byCookie(restricted)))
    refuses(await ask(port, PATH, { headers: { Authorization: `Bearer ${restricted.token}` } }))
    sends(await ask(port, PATH, byCookie(restricted, BROWSER)), scene, PATH)
  },

  'a sign-in whose second factor is open does not pass': async (scene) => {
    refuses(await ask(scene.port, PATH, byCookie(scene.pending)))
    sends(await ask(scene.port, PATH, byCookie(scene.pending, BROWSER)), scene, PATH)
  },

  'a forged X-Forwarded-Host, -Proto or -Uri changes nothing': async (scene) => {
    const forged = {
      'X-Forwarded-Host': 'evil.test',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Uri': '//evil.test',
    }
    sends(await ask(scene.port, PATH, { headers: { ...BROWSER, ...forged } }), scene, PATH)
    assert.equal((await ask(scene.port, PATH, byCookie(scene.full, forged))).status, 200)
  },

  'a forged Host is 403, to who is signed in as well': async ({ port, full }) => {
    refuses(await ask(port, PATH, { headers: { ...BROWSER, Host: 'evil.test' } }), 403)
    refuses(await ask(port, PATH, byCookie(full, { Host: 'evil.test' })), 403)
  },

  'forged X-Auth headers reach no page': async ({ port, full }) => {
    const forged = { 'X-Auth-Account': '7', 'X-Auth-Session': 'forged', 'X-Auth-Contract': 'forged' }
    refuses(await ask(port, PATH, { headers: forged }))
    const { account, session, contract } = seen(await ask(port, PATH, byCookie(full, forged)))
    assert.deepEqual([account, contract], ['1', 'native'])
    assert.notEqual(session, 'forged')
  },
}
