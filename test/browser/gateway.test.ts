import { expect, test } from 'vitest'
import { answer, bearer, type Client, openClient } from './world/client.ts'
import {
  appCode,
  closeByGuessing,
  newName,
  type Person,
  signUp,
  signUpWithSecondFactor,
} from './world/people.ts'

// An administration's page: tokens in local storage, shown as Bearer, `redirect` followed by its own router.
const open = () => openClient('gateway', 'app.localhost')
const signIn = (client: Client, { username: user, password }: Pick<Person, 'username' | 'password'>) =>
  client.post('/api/v1/auth/login', { user, password })
const refresh = (client: Client, { access_token, refresh_token }: Tokens) =>
  client.post('/api/v1/auth/refresh', { refresh_token }, bearer(access_token))

interface Tokens {
  access_token: string
  refresh_token: string
}
const TOKENS = {
  token_type: 'Bearer',
  access_token: expect.stringMatching(/^eyJ/),
  access_token_expires_in: 1800,
  refresh_token: expect.any(String),
  refresh_token_expires_in: expect.any(Number),
}
const WRONG = {
  code: 1,
  error: 'invalid_credentials',
  desc: '계정 아이디 또는 패스워드가 올바르지 않습니다.',
}

test('who signed up signs in, and refreshes with both tokens', async () => {
  const client = await open()
  const person = await signUp(client)
  const { status, data } = await signIn(client, person)
  expect([status, data]).toEqual([200, { code: 0, result: TOKENS, redirect: '' }])
  const renewed = await refresh(client, data.result)
  expect(answer(renewed)).toEqual([200, { result: { code: 0, desc: 'Ok', ...TOKENS } }])
  const me = await client.get('/v1/me', {}, bearer(renewed.data.result.access_token))
  expect(me.data).toMatchObject({ username: person.username })
  const bare = await client.post('/api/v1/auth/refresh', { refresh_token: renewed.data.result.refresh_token })
  expect([bare.status, bare.data.result.error]).toEqual([401, 'invalid_token'])

  expect((await client.delete('/v1/sessions/current', bearer(renewed.data.result.access_token))).status).toBe(
    204,
  )
  expect((await refresh(client, renewed.data.result)).status).toBe(401)
})

test('a wrong password is refused', async () => {
  const client = await open()
  expect(answer(await signIn(client, { username: 'testuser', password: '222222' }))).toEqual([401, WRONG])
})

test('the documented account is led to the change of its password, whose tokens open nothing else', async () => {
  const client = await open()
  const { data } = await signIn(client, { username: 'testuser', password: '111111' })
  expect(data).toEqual({ code: 0, result: TOKENS, redirect: 'pw/reset' })
  const shown = bearer(data.result.access_token)
  expect((await client.get('/v1/me', {}, shown)).status).toBe(403)
  const renewed = await refresh(client, data.result)
  const still = bearer(renewed.data.result.access_token)
  expect((await client.get('/v1/me', {}, still)).status).toBe(403)

  const password = 'a better day 2'
  const same = await client.put('/v1/me/password', { current: '111111', password: '111111' }, still)
  expect(same.status).toBe(400)
  const changed = await client.put('/v1/me/password', { current: '111111', password }, still)
  expect(answer(changed)).toEqual([200, { code: 0, result: TOKENS, redirect: '' }])
  expect((await signIn(client, { username: 'testuser', password })).data.redirect).toBe('')
})

test('the second factor is asked for with a challenge, which its code answers', async () => {
  const client = await open()
  const person = await signUpWithSecondFactor(client)
  const { status, data } = await signIn(client, person)
  expect([status, data.code, data.redirect]).toEqual([200, 2, 'auth/second-factor'])
  const proof = { challenge: data.result.challenge, code: await appCode(person.seed) }
  const proven = await client.post('/v1/sessions/second-factor', proof)
  expect(answer(proven)).toEqual([200, { code: 0, result: TOKENS, redirect: '' }])
})

test('too many wrong passwords say how long to wait, and the page can read it', async () => {
  const client = await open()
  const nobody = { username: newName(), password: 'x' }
  const { data } = await closeByGuessing(() => signIn(client, nobody))
  expect(data.error).toBe('too_many_attempts')
})
