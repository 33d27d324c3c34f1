import { expect, test } from 'vitest'
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

// React with axios, `withCredentials: true` everywhere: its session is a cookie that it never sees.
const open = () => openClient('movie-in-case', 'localhost', { withCredentials: true })
const signIn = (client: Client, { email, password }: Pick<Person, 'email' | 'password'>) =>
  client.post('/user/logIn/local', { email, password })
const signOut = (client: Client) => client.post('/user/logOut')

const shown = (email: string) => ({ user_email: email, user_password: '[redacted]' })
const WRONG = { success: false, message: '비밀번호가 일치하지 않습니다.' }
const UNKNOWN = { success: false, message: '해당 유저가 존재하지 않습니다.' }
const SIGNED_OUT = { success: false, message: '로그인 필요' }

test('who signed up signs in, stays signed in by cookie alone, and signs out once', async () => {
  const client = await open()
  const person = await signUp(client)
  const user = shown(person.email)

  expect(answer(await signIn(client, person))).toEqual([
    200,
    { user, success: true, message: '로그인 성공.' },
  ])
  await client.page.reload()
  expect((await client.get('/v1/me')).data).toMatchObject({ username: person.username })
  expect(await client.page.evaluate('document.cookie')).toBe('')

  expect(answer(await signOut(client))).toEqual([200, { success: true, user, message: 'logout success' }])
  expect(answer(await signOut(client))).toEqual([403, SIGNED_OUT])
})

test('a wrong password and an unknown e-mail are told apart, as documented', async () => {
  const client = await open()
  const email = 'test_email@example.com'
  expect(answer(await signIn(client, { email, password: 'not this one' }))).toEqual([404, WRONG])
  expect(answer(await signIn(client, { email: 'nobody@example.com', password: 'x' }))).toEqual([404, UNKNOWN])
  expect(answer(await signIn(client, { email, password: 'moviemovie1' }))).toMatchObject([
    200,
    { success: true },
  ])
})

test('the second factor is asked for before the session opens anything', async () => {
  const client = await open()
  const person = await signUpWithSecondFactor(client)
  const { status, data } = await signIn(client, person)
  expect([status, data.next]).toEqual([403, '/v1/sessions/second-factor'])
  expect((await client.get('/v1/me')).status).toBe(403)

  const wrong = await client.post(data.next, { code: 'abcdef' })
  expect(wrong.status).toBeGreaterThanOrEqual(400)
  const proven = await client.post(data.next, { code: await appCode(person.seed) })
  expect(answer(proven)).toMatchObject([200, { success: true, user: shown(person.email) }])
  expect((await client.get('/v1/me')).status).toBe(200)
})

test('who must change the password is led to that, and is signed in by it', async () => {
  const client = await open()
  const person = await signUpToChange(client)
  const { status, data } = await signIn(client, person)
  expect([status, data.next]).toEqual([403, '/v1/me/password'])
  expect((await client.get('/v1/me')).status).toBe(403)
  const password = 'a better day 1'
  const changed = await client.put(data.next, { current: person.password, password })
  expect(answer(changed)).toMatchObject([200, { success: true }])
  expect((await client.get('/v1/me')).status).toBe(200)
  expect(answer(await signIn(client, person))).toEqual([404, WRONG])
  expect((await signIn(client, { ...person, password })).status).toBe(200)
})

test('too many wrong passwords say how long to wait, and the page can read it', async () => {
  const client = await open()
  const nobody = { email: `${newName()}@example.com`, password: 'x' }
  const { data } = await closeByGuessing(() => signIn(client, nobody))
  expect(data.success).toBe(false)
})

test('from another site, however allowed, no browser keeps the cookie', async () => {
  const client = await openClient('movie-in-case', 'app.localhost', { withCredentials: true })
  const person = await signUp(client)
  expect((await signIn(client, person)).status).toBe(200)
  expect(await client.context.cookies()).toEqual([])
  expect(answer(await signOut(client))).toEqual([403, SIGNED_OUT])
})
