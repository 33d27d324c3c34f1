import { describe, expect, test } from 'vitest'
import { accounts, identities, places, totp } from '../../../src/db/schema.ts'
import { read, sendForm } from '../../acts/pages.ts'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import { harness } from '../../world/harness.ts'

const PATHS = ['email', 'password', 'second-factor', 'sessions', 'identities', 'places', 'events', 'erase']

/** Each changes what secures the account: path, and what the thief of one cookie sends, whatever the password is. */
const CHANGES: [string, Record<string, string>][] = [
  ['/account/email', { email: 'thief@example.com' }],
  ['/account/password', { password: NEW_PASSWORD }],
  ['/account/second-factor', { form: 'enrol' }],
  ['/account/second-factor', { form: 'renew' }],
  ['/account/second-factor', { form: 'disable', code: '123456' }],
  ['/account/identities', { form: 'link', provider: 'github' }],
  ['/account/erase', {}],
]

async function stolen() {
  const h = await harness()
  await h.person(SINGER)
  return { h, cookies: await signInByCookie(h) }
}

describe('62: the thief of one cookie', () => {
  test.each(CHANGES)(
    'changes nothing at %s with %j and no password, or a wrong one',
    async (path, fields) => {
      const { h, cookies } = await stolen()
      const kept = async () =>
        Promise.all([accounts, places, identities, totp].map((table) => h.db.select().from(table)))
      const before = await kept()
      for (const current of ['', 'a guess of mine']) {
        const { status } = await sendForm(h, path, { ...fields, current }, { cookies })
        expect([400, 401, 403, 409, 429]).toContain(status)
      }
      expect(await kept()).toEqual(before)
      expect(await h.mail.messages()).toEqual([])
    },
  )

  test('closes what was stolen after five guesses, on whichever pages, and not the owner’s own', async () => {
    const { h, cookies } = await stolen()
    for (const [path, fields] of CHANGES.slice(0, 5))
      await sendForm(h, path, { ...fields, current: 'a guess of mine' }, { cookies })
    const erasure = { current: SINGER.password }
    expect((await sendForm(h, '/account/erase', erasure, { cookies })).status).toBe(429)
    const own = await signInByCookie(h)
    expect(read(await sendForm(h, '/account/erase', erasure, { cookies: own })).status).toBe(303)
  })

  test('reads no secret on any page: no token of a session, no hash, no seed', async () => {
    const { h, cookies } = await stolen()
    await signInByCookie(h)
    const [account] = await h.db.select().from(accounts)
    for (const path of PATHS) {
      const { text } = await h.request('GET', `/account/${path}`, { cookies })
      for (const secret of [...Object.values(cookies), account?.passwordHash ?? 'none', SINGER.password])
        expect(text).not.toContain(secret)
    }
  })

  test('gets no right by beginning a fresh sign-in, which the provider asks the owner for', async () => {
    const { h, cookies } = await stolen()
    const own = { provider: 'github', subject: 'x', accountId: 1, createdAt: 1, provenAt: 1 }
    await h.db.insert(identities).values(own)
    const again = { form: 'again', provider: 'github', right: 'link_identity' }
    const { location } = read(await sendForm(h, '/account/identities', again, { cookies }))
    expect(new URL(location ?? '').origin).not.toBe('https://auth.test')
    const link = { form: 'link', provider: 'google', current: '' }
    expect((await sendForm(h, '/account/identities', link, { cookies })).status).toBe(403)
  })

  test('is sent away by the owner, who ends that session', async () => {
    const { h, cookies } = await stolen()
    const own = await signInByCookie(h)
    await sendForm(h, '/account/sessions', { form: 'others' }, { cookies: own })
    expect((await h.request('GET', '/account', { cookies })).status).toBe(303)
    const again = await sendForm(h, '/account', { nickname: 'thief' }, { cookies })
    expect(read(again).location).toMatch(/^\/sign-in\?/)
    expect((await h.db.select().from(places)).map(({ nickname }) => nickname)).toEqual([SINGER.nickname])
  })
})

const TEXT = `"><script>alert(1)</script><img src=x onerror=alert(1)>`

test('62: names, user agents and what the address says are text on every page of the account', async () => {
  const h = await harness()
  await h.person({ ...SINGER, nickname: TEXT })
  await h.db.update(places).set({ username: TEXT, email: TEXT })
  const login = { login: SINGER.username, password: SINGER.password, use: 'token' }
  await h.post('/v1/sessions', login, { 'User-Agent': TEXT })
  const cookies = await signInByCookie(h)
  await h.db.insert(identities).values({ provider: TEXT, subject: TEXT, accountId: 1, createdAt: 1 })
  const query = new URLSearchParams({ before: TEXT, step: TEXT, again: TEXT, error: TEXT })
  for (const path of ['', ...PATHS.map((one) => `/${one}`)]) {
    const { status, text } = await h.request('GET', `/account${path}?${query}`, { cookies })
    expect([path, status]).toEqual([path, 200])
    // What is between quotes is a value, and in text no tag begins.
    const tags = text.replaceAll(/="[^"]*"/g, '').match(/<[^>]*>/g) ?? []
    expect(tags.filter((tag) => /^<img|\son\w+/i.test(tag))).toEqual([])
    expect(tags.filter((tag) => /^<script/i.test(tag))).toEqual(['<script type src>'])
  }
})
