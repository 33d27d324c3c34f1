import { describe, expect, test } from 'vitest'
import { deviceOf } from '../../src/pages/account/device.ts'
import { read, sendForm } from '../acts/pages.ts'
import { SINGER, signInByCookie } from '../acts/sign-in.ts'
import { namesakes, PONG, STAGE, signedIn } from '../realms/realms.ts'
import { harness } from '../world/harness.ts'
import { browser } from '../world/providers.ts'

const KOREAN = { headers: { 'Accept-Language': 'ko' } }
const WHALE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Whale/4.33.325.17 Safari/537.36'

test.each([
  [WHALE, 'Windows의 웨일', 'Whale on Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
    'iPhone의 Safari',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16; SM-S938N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    'Android의 삼성 인터넷',
    'Samsung Internet on Android',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; SM-A556S) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 KAKAOTALK/25.9.1',
    'Android의 카카오톡',
    'KakaoTalk on Android',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    'Mac의 Edge',
    'Edge on Mac',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
    'Linux의 Firefox',
    'Firefox on Linux',
  ],
  ['curl/8.14.1', 'curl', 'curl'],
  ['<script>alert(1)</script>', '알 수 없는 기기', 'An unknown device'],
  [null, '알 수 없는 기기', 'An unknown device'],
])('%s is a device in words', (agent, ko, en) => {
  expect(deviceOf(agent)).toEqual({ ko, en })
})

describe('the list of sessions', () => {
  const PATH = '/account/sessions'

  async function world() {
    const h = await harness()
    await h.person(SINGER)
    const body = { login: SINGER.username, password: SINGER.password, use: 'token' }
    await h.post('/v1/sessions', body, { 'User-Agent': WHALE, 'CF-Connecting-IP': '203.0.113.7' })
    h.clock.pass(60_000)
    const cookies = await signInByCookie(h)
    return { h, cookies, look: () => h.request('GET', PATH, { cookies, ...KOREAN }) }
  }

  test('tells the device, its address, when it was used and which one this is', async () => {
    const { look } = await world()
    const { text } = await look()
    expect(text).toContain('<strong>Windows의 웨일</strong>')
    expect(text).toContain('203.0.113.7')
    expect(text).toMatch(/<time datetime="\d{4}-[\d:.T-]+Z">\d{4}년 /)
    expect(text.match(/지금 이 기기/g)).toHaveLength(1)
  })

  test('ends one of them, and one that is not there is refused', async () => {
    const { h, cookies, look } = await world()
    const { fields } = read(await look())
    const ended = await sendForm(h, PATH, { form: 'end', id: fields.id?.value ?? '' }, { cookies })
    expect(read(ended)).toMatchObject({ status: 303, location: PATH })
    expect((await look()).text).not.toContain('웨일')
    const gone = await sendForm(h, PATH, { form: 'end', id: 'x'.repeat(22) }, { cookies })
    expect(read(gone).status).toBe(404)
  })

  test('ends all others at once', async () => {
    const { h, cookies, look } = await world()
    for (let n = 0; n < 51; n++) await signInByCookie(h)
    const { links } = read(await look())
    const next = links.find((link) => link.includes('before=')) ?? ''
    expect((await h.request('GET', next, { cookies, ...KOREAN })).text).toContain('웨일')
    expect(read(await sendForm(h, PATH, { form: 'others' }, { cookies })).status).toBe(303)
    const { text } = await look()
    expect(text.match(/<li>/g)).toHaveLength(1)
    expect(text).not.toContain('name="form" value="others"')
  })
})

test('what happened to the account is told in words of the language, part by part', async () => {
  const h = await harness()
  await h.person(SINGER)
  for (let n = 0; n < 51; n++) await signInByCookie(h)
  const cookies = await signInByCookie(h)
  const first = await h.request('GET', '/account/events', { cookies, ...KOREAN })
  expect(first.text.match(/<strong>로그인<\/strong>/g)).toHaveLength(50)
  const next = read(first).links.find((link) => link.includes('before=')) ?? ''
  const second = await h.request('GET', next, { cookies })
  expect(second.text.match(/<strong>Signed in<\/strong>/g)).toHaveLength(2)
})

test('accounts of two realms become one, for the passwords of both', async () => {
  const { h } = await namesakes()
  const cookies = await signedIn(h, PONG)
  const path = '/account/places'
  const other = { realm: 'stage', login: STAGE.username }
  const wrong = await sendForm(h, path, { ...other, own: '', password: 'not this one' }, { cookies })
  expect(read(wrong).status).toBe(401)
  const joined = await sendForm(h, path, { ...other, own: '', password: STAGE.password }, { cookies })
  expect(read(joined)).toMatchObject({ status: 303, location: path })
  const { text } = await h.request('GET', path, { cookies })
  expect([...text.matchAll(/<dt>(\w+)<\/dt>/g)].map(([, realm]) => realm)).toEqual(['pong', 'stage'])
})

test('names are told service by service only where services have names of their own', async () => {
  const { h } = await namesakes()
  const cookies = await signedIn(h, PONG)
  expect((await h.request('GET', '/account', { cookies })).text).toContain('href="/account/places"')
  const alone = await harness()
  await alone.person(SINGER)
  const own = { cookies: await signInByCookie(alone) }
  expect((await alone.request('GET', '/account', own)).text).not.toContain('/account/places')
  expect((await alone.request('GET', '/account/places', own)).text).toContain('<dt>Main service</dt>')
})

describe('an identity', () => {
  const PATH = '/account/identities'

  test('is linked for the password, at the provider, and unlinked again', async () => {
    const h = await harness()
    await h.person(SINGER)
    const b = browser(h, await signInByCookie(h))
    const send = (fields: Record<string, string>) => sendForm(h, PATH, fields, { cookies: b.jar })
    const link = { form: 'link', provider: 'github', current: SINGER.password }
    expect(read(await send({ ...link, current: 'not this one' })).status).toBe(401)
    expect(read(await send({ ...link, provider: 'nowhere' })).status).toBe(404)
    const begun = await send(link)
    expect(begun.status).toBe(303)
    for (const [name, { value }] of Object.entries(begun.cookies)) b.jar[name] = value
    const there = begun.headers.get('Location') ?? ''
    const back = await fetch(there, { redirect: 'manual' })
    const { pathname, search } = new URL(back.headers.get('Location') ?? '')
    expect((await b.arrive(pathname + search)).headers.get('Location')).toBe(PATH)
    expect((await b.visit('GET', PATH)).text).toContain('<strong>GitHub</strong>')

    expect(read(await send({ form: 'unlink', provider: 'github' })).status).toBe(303)
    expect((await b.visit('GET', PATH)).text).not.toContain('<strong>GitHub</strong>')
  })
})
