import { expect, inject, test } from 'vitest'
import { answer, type Client, openClient } from './world/client.ts'
import {
  appCode,
  closeByGuessing,
  newName,
  type Person,
  signUp,
  signUpToChange,
  signUpWithSecondFactor,
} from './world/people.ts'
import { SERVICE } from './world/visitor.ts'

// Next with axios and credentials. Its sign-in at 42 is `location.href`, and it expects to land on a page of its own.
const open = (path = '/pong/') => openClient('transcendence', 'localhost', { withCredentials: true, path })
const START = '/login/oauth/42'
const signIn = (client: Client, { username: id, password }: Pick<Person, 'username' | 'password'>) =>
  client.post('/login', { id, password })

const page = (data: string) => ({ data, resStatus: { code: '0002', message: '' } })
const refused = (message: string) => ({ data: {}, resStatus: { code: '0001', message } })
const WRONG = refused('아이디/패스워드가 일치하지 않습니다.')

/** Who is signed in at 42, and how 42 misbehaves. */
async function at42(changed: object): Promise<void> {
  const { origin, client } = inject('provider')
  const url = `${origin}/_boxes/${client}`
  const { person } = (await (await fetch(url)).json()) as { person: object }
  const box = {
    misbehave: {},
    ...changed,
    ...('person' in changed && { person: { ...person, ...Object(changed.person) } }),
  }
  await fetch(url, { method: 'PATCH', body: JSON.stringify(box) })
}

/** As the client's button does it; the path on which the browser lands at the client, below its base. */
async function goTo42({ page, origin }: Client): Promise<string> {
  await page.evaluate((url) => {
    location.href = url
  }, SERVICE + START)
  await page.waitForURL((url) => url.origin === origin && url.pathname !== '/pong/')
  return page.url().replace(`${origin}/pong`, '')
}

test('who signed up is accepted, and the page after it is signed in', async () => {
  const client = await open()
  const person = await signUp(client)
  expect(answer(await signIn(client, { ...person, password: 'not this one' }))).toEqual([200, WRONG])
  expect(answer(await signIn(client, person))).toEqual([200, page('/main')])
  await client.page.goto(`${client.origin}/pong/main`)
  expect((await client.get('/v1/me')).data).toMatchObject({ username: person.username })
})

test('the second factor has its page, and its code makes a new session', async () => {
  const client = await open()
  const person = await signUpWithSecondFactor(client)
  expect(answer(await signIn(client, person))).toEqual([200, page('/auth')])
  expect((await client.get('/v1/me')).status).toBe(403)
  expect(answer(await client.post('/auth', { code: 'abcdef' }))).toEqual([
    200,
    refused('인증 코드가 올바르지 않습니다.'),
  ])
  expect(answer(await client.post('/auth', { code: await appCode(person.seed) }))).toEqual([
    200,
    page('/main'),
  ])
  expect((await client.get('/v1/me')).status).toBe(200)
})

test('a sign-in at 42 lands on the client’s main page, signed in', async () => {
  await at42({ person: { id: 42_001, username: 'marvin' } })
  const client = await open()
  expect(await goTo42(client)).toBe('/main')
  expect((await client.get('/v1/me')).data).toMatchObject({ username: 'marvin' })
  expect((await client.get('/v1/sessions/current')).data.state).toBe('full')
})

test('a sign-in that 42 refuses lands on the client’s login page', async () => {
  await at42({ misbehave: { authorize: 'denied' } })
  const client = await open()
  expect(await goTo42(client)).toBe('/login?error=oauth')
  expect((await client.get('/v1/me')).status).toBe(401)
})

test('a linked account with a second factor lands on the client’s page for it', async () => {
  await at42({ person: { id: 42_002, username: 'zaphod' } })
  const client = await open()
  const { password, seed, ...person } = await signUpWithSecondFactor(client)
  await signIn(client, { ...person, password })
  await client.post('/auth', { code: await appCode(seed) })
  const body = { password, return_to: `${client.origin}/pong/settings` }
  const { data } = await client.post('/v1/me/identities/42', body)
  await client.page.goto(data.authorization_url)
  expect(client.page.url()).toBe(`${client.origin}/pong/settings`)

  const later = await open()
  expect(await goTo42(later)).toBe('/auth')
  expect((await later.get('/v1/me')).status).toBe(403)
  expect(answer(await later.post('/auth', { code: await appCode(seed) }))).toEqual([200, page('/main')])
  expect((await later.get('/v1/me')).data).toMatchObject({ username: person.username })
})

test('a client that takes 42’s answer itself posts it, and is answered as by a password', async () => {
  await at42({ person: { id: 42_003, username: 'trillian' } })
  const client = await open()
  // Its own page in the place of the callback: the browser begins, is approved, and comes back to that.
  const begun = await client.context.request.get(SERVICE + START, { maxRedirects: 0 })
  expect(begun.status()).toBe(302)
  const approved = await fetch(begun.headers().location ?? '', { redirect: 'manual' })
  const back = approved.headers.get('Location') ?? ''
  const grant = Object.fromEntries(new URL(back).searchParams)
  expect(answer(await client.post(START, grant))).toEqual([200, page('/main')])
  expect((await client.get('/v1/me')).data).toMatchObject({ username: 'trillian' })
  expect(answer(await client.post(START, grant))).toEqual([200, refused('42 인증에 실패했습니다.')])
})

test('who must change the password is led to that page', async () => {
  const client = await open()
  expect(answer(await signIn(client, await signUpToChange(client)))).toEqual([200, page('/password')])
  expect((await client.get('/v1/me')).status).toBe(403)
})

test('too many wrong passwords say how long to wait, and the page can read it', async () => {
  const client = await open()
  const nobody = { username: newName(), password: 'x' }
  const { data } = await closeByGuessing(() => signIn(client, nobody))
  expect(data.resStatus.code).toBe('0001')
})
