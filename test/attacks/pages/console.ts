import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { accounts, consoleSessions, events } from '../../../src/db/schema.ts'
import { operate } from '../../acts/operator.ts'
import { read, sendForm } from '../../acts/pages.ts'
import { SESSION, SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { COOKIE, opened, sendToken, upload } from '../../pages/console/acts.ts'
import { type Harness, harness } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'
import { everythingStored } from '../../world/storage.ts'

const WRONG = 'w'.repeat(43)
const PAGES = ['/console/accounts', '/console/accounts/1', '/console/events', '/console/moving']

async function world() {
  const h = await harness()
  const id = await h.person(SINGER)
  return { h, id, ...(await opened(h)) }
}

const statusOf = async (h: Harness, path: string, cookies: Record<string, string>) =>
  (await h.request('GET', path, { cookies })).status

describe('whoever has stolen the console’s cookie', () => {
  test('63: has an hour, less what its owner ends by closing it', async () => {
    const { h, cookies, send } = await world()
    h.clock.pass(HOUR / 2)
    expect(await statusOf(h, '/console/events', cookies)).toBe(200)
    await send('/console', { form: 'close' })
    expect(await statusOf(h, '/console/events', cookies)).toBe(303)
    const again = (await opened(h)).cookies
    for (const _ of range(4)) {
      h.clock.pass(HOUR / 4)
      await statusOf(h, '/console/events', again)
    }
    expect(await statusOf(h, '/console/events', again)).toBe(303)
  })

  test('63: has nothing once the admin token is another one', async () => {
    const { h, cookies } = await world()
    h.setEnv({ ADMIN_TOKEN: 'q3vN8xT1'.repeat(5) })
    for (const path of PAGES) expect(await statusOf(h, path, cookies)).toBe(303)
  })

  test('63: cannot use it at /admin, nor as a session, a token or the admin token', async () => {
    const { h, cookies } = await world()
    const value = cookies[COOKIE] ?? ''
    expect(value).toMatch(/^[\w-]{43}$/)
    for (const shown of [{ cookies }, { bearer: value }, { cookies: { [SESSION]: value, session: value } }]) {
      expect((await h.request('GET', '/admin/accounts', shown)).status).toBe(401)
      expect((await h.request('GET', '/v1/me', shown)).status).toBe(401)
      expect((await h.request('GET', '/account', shown)).status).toBe(303)
    }
    expect(read(await sendToken(h, value)).status).toBe(401)
  })

  test('63: finds neither it nor the admin token in storage, in the log, or in any page', async () => {
    const { h, cookies, look, send } = await world()
    const pages = [await look('/console'), await send('/console', { token: env.ADMIN_TOKEN })]
    for (const path of PAGES) pages.push(await look(path))
    const places = [await everythingStored(), JSON.stringify(h.log), ...pages.map(({ text }) => text)]
    for (const secret of [cookies[COOKIE] ?? '', env.ADMIN_TOKEN]) {
      expect(places.filter((text) => text.includes(secret))).toEqual([])
    }
  })
})

test('63: no session of an account opens the console, and no admin token but by its form', async () => {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const others = { [COOKIE]: env.ADMIN_TOKEN, ...cookies }
  for (const path of PAGES) {
    expect(await statusOf(h, path, { ...cookies, [COOKIE]: Object.values(cookies)[0] ?? '' })).toBe(303)
    expect((await h.request('GET', path, { cookies: others, bearer: env.ADMIN_TOKEN })).status).toBe(303)
    expect((await h.request('GET', `${path}?token=${env.ADMIN_TOKEN}`)).status).toBe(303)
  }
})

const FOREIGN = [
  ['another site', { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'cross-site' }],
  ['an allowed origin', { Origin: 'https://app.test', 'Sec-Fetch-Site': 'same-site' }],
  ['another host of the site', { Origin: 'https://sub.auth.test' }],
  ['a page that hides where it is', { Origin: 'null' }],
] as const

test.each(FOREIGN)(
  '63: what %s sends opens no console, does nothing in an open one, and does not close it',
  async (_, headers) => {
    const { h, id, cookies, send } = await world()
    const before = await h.db.$count(events)
    const opening = await sendToken(h, env.ADMIN_TOKEN, '/console', { headers })
    expect([opening.status, opening.cookies]).toEqual([403, {}])
    expect((await send('/console', { form: 'close' }, { headers })).status).toBe(403)
    const disabling = await send(`/console/accounts/${id}`, { act: 'disable', reason: 'x' }, { headers })
    expect(disabling.status).toBe(403)
    expect((await send('/console/moving', { form: 'export', reason: 'x' }, { headers })).status).toBe(403)
    const file = upload({ form: 'import', reason: 'x', file: new Blob(['{}']) })
    expect((await h.request('POST', '/console/moving', { ...file, headers, cookies })).status).toBe(403)
    expect(await h.db.$count(events)).toBe(before)
    expect(await h.db.$count(consoleSessions)).toBe(1)
    expect((await h.db.select().from(accounts)).map(({ disabledAt }) => disabledAt)).toEqual([null])
  },
)

test('63: a link from elsewhere does nothing: no act is a GET, and the cookie does not come along', async () => {
  const { h, id, look } = await world()
  const opening = await sendToken(h, env.ADMIN_TOKEN)
  expect(opening.cookies[COOKIE]?.attributes).toContain('SameSite=Strict')
  const before = await h.db.select().from(events)
  for (const query of ['act=disable&reason=x', 'form=main&act=disable&reason=x', 'form=export&reason=x']) {
    expect((await look(`/console/accounts/${id}?${query}`)).status).toBe(200)
    expect((await look(`/console/moving?${query}`)).headers.get('Content-Type')).toContain('text/html')
  }
  expect((await h.db.select().from(events)).length).toBe(before.length + 0)
})

test('63: whoever has the cookie alone exports nothing', async () => {
  const { h, send } = await world()
  for (const token of ['', WRONG]) {
    const reply = await send('/console/moving', { form: 'export', reason: 'x', token })
    expect(reply.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
  }
  expect((await h.db.select().from(events)).filter(({ what }) => what === 'export_begun')).toEqual([])
})

test('63: its pages go into no frame, and nothing in them is inline', async () => {
  const { look } = await world()
  for (const path of ['/console', ...PAGES]) {
    const { headers, text } = await look(path)
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/)
    expect(headers.get('X-Frame-Options')).toBe('DENY')
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
  }
})

test('63: wrong tokens are limited, those at /admin among them, for the network alone', async () => {
  const h = await harness()
  const from = (ip: string) => ({ headers: { 'CF-Connecting-IP': ip } })
  for (const _ of range(15)) {
    expect((await sendToken(h, WRONG, '/console', from('203.0.113.1'))).status).toBe(401)
    expect((await operate(h, 'GET', '/admin/events', { bearer: WRONG, ...from('203.0.113.1') })).status).toBe(
      401,
    )
  }
  const refused = await sendToken(h, env.ADMIN_TOKEN, '/console', from('203.0.113.1'))
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '3600'])
  expect(refused.cookies).toEqual({})
  expect((await sendToken(h, env.ADMIN_TOKEN, '/console', from('203.0.113.2'))).status).toBe(303)
  expect((await h.db.select().from(events)).filter(({ what }) => what === 'operator_refused')).toHaveLength(
    30,
  )
})

test('63: another’s console, planted in an operator’s browser, is told from their own by nothing they send there', async () => {
  const { h, id } = await world()
  // Only a cookie with the prefix counts, which no other host of the site can set.
  const cookies = (await opened(h)).cookies
  const planted = { munjigi_console: cookies[COOKIE] ?? '' }
  const path = `/console/accounts/${id}`
  const sent = await sendForm(h, path, { act: 'disable', reason: 'x' }, { cookies: planted })
  expect(sent.status).toBe(303)
  expect((await h.db.select().from(accounts)).map(({ disabledAt }) => disabledAt)).toEqual([null])
})
