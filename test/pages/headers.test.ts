import { expect, test } from 'vitest'
import { FILES } from '../../src/pages/engine/assets.ts'
import { read } from '../acts/pages.ts'
import { harness } from '../world/harness.ts'

test('pages of an allowed origin read no page of ours', async () => {
  const h = await harness()
  const headers = { Origin: 'https://app.test' }
  const reply = await h.request('GET', '/sign-in', { headers })
  expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})

test.each(Object.keys(FILES))('%s is kept for a year under its version, and not without', async (name) => {
  const h = await harness()
  const { text } = await h.request('GET', '/sign-in')
  const versioned = new RegExp(`/pages/${name.replace('.', '\\.')}\\?v=[\\da-f]{16}`).exec(text)?.[0] ?? ''
  const kept = await h.request('GET', versioned)
  expect(kept.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
  const bare = await h.request('GET', `/pages/${name}?v=0`)
  expect(bare.headers.get('Cache-Control')).toBe('no-store')
  expect(bare.text).toBe(kept.text)
})

test('the style has 8,192 characters at most', async () => {
  const { text } = await (await harness()).request('GET', '/pages/style.css')
  expect(text.length).toBeLessThanOrEqual(8192)
  expect(text.length).toBeGreaterThan(1000)
})

test('what is not there, and what a page does not do, is told in a page', async () => {
  const h = await harness()
  expect(read(await h.request('GET', '/sign-in/nowhere'))).toMatchObject({
    status: 404,
    title: 'Error: That did not work – Munjigi',
    messages: ['There is no such page.'],
  })
  const refused = await h.request('PUT', '/sign-in')
  expect([refused.status, refused.headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST'])
})

test('while the configuration is refused a page says that the service is out of order', async () => {
  const h = await harness({ env: { CODE_KEY: '' } })
  const reply = await h.request('GET', '/sign-in')
  expect([read(reply).status, reply.headers.get('Retry-After')]).toEqual([503, '5'])
  expect(reply.headers.get('Content-Security-Policy')).toContain("form-action 'self';")
})

test('a page without a session asks D1 and KV nothing', async () => {
  const h = await harness()
  const none = () => {
    throw new Error('storage was asked')
  }
  h.setEnv({
    DB: new Proxy({} as D1Database, { get: none }),
    KV: new Proxy({} as KVNamespace, { get: none }),
  })
  for (const path of ['/sign-in', '/sign-up', '/recover', '/recover/username', '/sign-out']) {
    expect([path, (await h.request('GET', path)).status]).toEqual([path, 200])
  }
})
