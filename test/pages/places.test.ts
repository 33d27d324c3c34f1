import { describe, expect, test } from 'vitest'
import { read, sendForm } from '../acts/pages.ts'
import { jarOf, SESSION } from '../acts/sign-in.ts'
import { harness, PEOPLE } from '../world/harness.ts'

const { username: login, password } = PEOPLE.busking
const PLACES = ['/console', 'https://app.test/inbox?x=1#y', 'https://auth.test/v1/me']

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

const from = (path: string, returnTo: string) => `${path}?${new URLSearchParams({ return_to: returnTo })}`

describe('return_to', () => {
  test.each(PLACES)(
    '%s is gone back to after the sign-in, and at once by whoever is signed in',
    async (place) => {
      const h = await world()
      const reply = await sendForm(h, from('/sign-in', place), { login, password })
      expect(read(reply)).toMatchObject({ status: 303, location: place })
      const again = await h.request('GET', from('/sign-in', place), { cookies: jarOf(reply) })
      expect(read(again)).toMatchObject({ status: 303, location: place })
    },
  )

  test('is kept in the form, the links and a refused form', async () => {
    const h = await world()
    const path = from('/sign-in', 'https://app.test/inbox')
    for (const reply of [await h.request('GET', path), await sendForm(h, path, {})]) {
      const { forms, links } = read(reply)
      expect(new Set(forms)).toEqual(new Set([path]))
      expect(links).toContain(from('/recover', 'https://app.test/inbox'))
      expect(links).toContain(from('/sign-up', 'https://app.test/inbox'))
      expect(links).toContain(`/v1/oauth/google?${new URLSearchParams({ return_to: path })}`)
    }
  })
})

describe('the language', () => {
  const title = async (
    path: string,
    headers: Record<string, string>,
    cookies: Record<string, string> = {},
  ) => {
    const { language, title } = read(await (await harness()).request('GET', path, { headers, cookies }))
    return [language, title]
  }
  const KOREAN = { 'Accept-Language': 'ko-KR,ko;q=0.9,en;q=0.8' }

  test('is what the browser asks for, and English where that is neither', async () => {
    expect(await title('/sign-in', KOREAN)).toEqual(['ko', '로그인 – 문지기'])
    expect(await title('/sign-in', { 'Accept-Language': 'fr' })).toEqual(['en', 'Sign in – Munjigi'])
  })

  test('is another where the address says so, for a year', async () => {
    const h = await harness()
    const reply = await h.request('GET', '/sign-in?lang=en', { headers: KOREAN })
    const { language, forms } = read(reply)
    expect([language, ...new Set(forms)]).toEqual(['en', '/sign-in?lang=en'])
    expect(reply.cookies.munjigi_lang).toEqual({
      value: 'en',
      attributes: 'Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax',
    })
    expect(await title('/sign-in', KOREAN, { munjigi_lang: 'en' })).toEqual(['en', 'Sign in – Munjigi'])
  })

  test('is none that we do not speak', async () => {
    expect(await title('/sign-in?lang=xx', KOREAN, { munjigi_lang: '<b>' })).toEqual([
      'ko',
      '로그인 – 문지기',
    ])
  })

  test('can be changed by a link that keeps the rest of the address', async () => {
    const { links } = read(
      await (await harness()).request('GET', '/sign-in?return_to=%2Fconsole&lang=en&login=x'),
    )
    expect(links.at(-1)).toBe('/sign-in?return_to=%2Fconsole&lang=ko&login=x')
  })
})

test.each([
  ['pages=stage', '/sign-in', 'stage'],
  ['pages=stage native=school', '/sign-in?realm=school', 'school'],
  ['ssafy=school', '/sign-in', null],
])('a sign-in elsewhere is in the realm of the page: %s %s', async (REALMS, path, realm) => {
  const h = await harness({ env: { REALMS } as Partial<Env> })
  const { links } = read(await h.request('GET', path))
  const [link = ''] = links.filter((one) => one.startsWith('/v1/oauth/42'))
  expect(new URLSearchParams(link.split('?')[1]).get('realm')).toBe(realm)
})

test('a realm goes with the sign-in, and one that there is not is refused', async () => {
  const h = await harness({ env: { REALMS: 'ssafy=school' } })
  await h.person({ ...PEOPLE.ssafy, realm: 'school' })
  const { username, password } = PEOPLE.ssafy
  const at = (path: string) => sendForm(h, path, { login: username, password })
  expect((await at('/sign-in')).status).toBe(401)
  expect(read(await at('/sign-in?realm=nowhere'))).toMatchObject({
    status: 400,
    messages: ['There is no such service.'],
  })
  const reply = await at('/sign-in?realm=school')
  expect(read(reply)).toMatchObject({ status: 303, location: '/account' })
  expect(reply.cookies[SESSION]?.attributes).toContain('HttpOnly; Secure; SameSite=Lax')
})
