import { expect, test } from 'vitest'
import { answer, bearer, type Client, openClient } from './world/client.ts'
import {
  appCode,
  closeByGuessing,
  newName,
  type Person,
  signUp,
  signUpToChange,
  signUpWithSecondFactor,
} from './world/people.ts'

// Its tokens are in local storage; axios shows the access token as Bearer, and sends no cookies.
const open = () => openClient('busking', 'app.localhost')
const signIn = (client: Client, { username, password }: Pick<Person, 'username' | 'password'>) =>
  client.post('/api/auth/login', { username, password })
const refresh = (client: Client, refreshToken: string) => client.post('/api/auth/refresh', { refreshToken })

const JWT = expect.stringMatching(/^eyJ/)
const WRONG = {
  success: false,
  message: '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
  errorCode: 'USER_NOT_FOUND',
  data: null,
}

test('the documented account signs in, with its number for an id', async () => {
  const client = await open()
  const reply = await signIn(client, { username: 'busking123', password: 'securepassword@' })
  expect(answer(reply)).toEqual([
    200,
    {
      success: true,
      message: '로그인이 성공적으로 완료되었습니다.',
      data: {
        accessToken: JWT,
        refreshToken: expect.any(String),
        user: { id: 1, username: 'busking123', nickname: '버스킹짱' },
      },
    },
  ])
})

test('tokens outlive the page in local storage, are renewed, and end with the session', async () => {
  const client = await open()
  const person = await signUp(client)
  const { data } = (await signIn(client, person)).data
  await client.page.evaluate((tokens) => localStorage.setItem('tokens', JSON.stringify(tokens)), data)
  await client.page.reload()
  const kept = JSON.parse(await client.page.evaluate(() => localStorage.getItem('tokens') ?? ''))

  const renewed = (await refresh(client, kept.refreshToken)).data.data
  expect(renewed).toEqual({ accessToken: JWT, refreshToken: expect.any(String) })
  const me = await client.get('/v1/me', {}, bearer(renewed.accessToken))
  expect(me.data).toMatchObject({ username: person.username })

  const signOut = () => client.post('/api/auth/logout', undefined, bearer(renewed.accessToken))
  expect((await signOut()).data).toMatchObject({ success: true, data: null })
  expect((await signOut()).status).toBe(401)
  const ended = await refresh(client, renewed.refreshToken)
  expect([ended.status, ended.data.errorCode]).toEqual([401, 'INVALID_TOKEN'])
  expect(await client.context.cookies()).toEqual([])
})

test('a wrong password and an unknown name are answered alike', async () => {
  const client = await open()
  for (const username of ['busking123', 'nobody']) {
    expect(answer(await signIn(client, { username, password: 'not this one' }))).toEqual([401, WRONG])
  }
})

test('the second factor is asked for with a challenge, which its code answers', async () => {
  const client = await open()
  const person = await signUpWithSecondFactor(client)
  const { status, data } = await signIn(client, person)
  expect([status, data.errorCode]).toEqual([403, 'SECOND_FACTOR_REQUIRED'])
  const proof = { challenge: data.data.challenge, code: await appCode(person.seed) }
  const proven = await client.post('/v1/sessions/second-factor', proof)
  expect(answer(proven)).toMatchObject([200, { success: true, data: { accessToken: JWT } }])
})

test('who must change the password is given a challenge for that', async () => {
  const client = await open()
  const { status, data } = await signIn(client, await signUpToChange(client))
  expect([status, data.errorCode, data.data]).toEqual([403, 'PASSWORD_CHANGE_REQUIRED', { challenge: JWT }])
})

test('too many wrong passwords say how long to wait, and the page can read it', async () => {
  const client = await open()
  const nobody = { username: newName(), password: 'x' }
  const { data } = await closeByGuessing(() => signIn(client, nobody))
  expect(data.errorCode).toBe('TOO_MANY_ATTEMPTS')
})
