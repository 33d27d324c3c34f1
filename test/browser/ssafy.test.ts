import { expect, test } from 'vitest'
import { answer, bearer, type Client, openClient, type Reply } from './world/client.ts'
import { mailedCode } from './world/mailbox.ts'
import {
  appCode,
  closeByGuessing,
  newName,
  type Person,
  signUp,
  signUpWithSecondFactor,
} from './world/people.ts'

// React with axios as it comes, without credentials, from another site: no cookie is kept or sent, and of a reply it reads
// the documented fields alone.
const open = () => openClient('ssafy', 'app.localhost')
const LOGIN = '/api/users/login'
const RESET = `${LOGIN}/reset-password`
const signIn = (client: Client, { username: userId, password }: Pick<Person, 'username' | 'password'>) =>
  client.post(LOGIN, { userId, password })
const pairOf = ({ username: userId, email }: Person) => ({ userId, email })

const refused = (status: number, message: string) => [status, { status, message }]
const WRONG = refused(401, '아이디 또는 비밀번호를 확인해주세요.')
const NOT_RESET = refused(400, '비밀번호 재설정에 실패하였습니다.')

/** As far as the page for the new password. */
async function confirmCode(client: Client, person: Person): Promise<Reply> {
  const asked = await client.get(RESET, pairOf(person))
  expect([asked.status, asked.data.message]).toEqual([
    200,
    '입력한 이메일로 인증 메일을 발송했습니다.\n 이메일에 표시된 인증코드를 입력해주세요.',
  ])
  return client.post(RESET, { ...pairOf(person), code: await mailedCode(person.email) })
}

test('who signed up signs in and shows the token', async () => {
  const client = await open()
  const person = await signUp(client)
  expect(answer(await signIn(client, { ...person, password: 'not this one' }))).toEqual(WRONG)
  const { status, data } = await signIn(client, person)
  expect([status, data]).toEqual([
    200,
    { message: '로그인하였습니다.', token: expect.stringMatching(/^eyJ/) },
  ])
  const me = await client.get('/v1/me', {}, bearer(data.token))
  expect(me.data).toMatchObject({ username: person.username })
})

test('an id is found by its e-mail, with its end hidden', async () => {
  const client = await open()
  expect(answer(await client.get(`${LOGIN}/searching-id`, { email: 'ssafy@naver.com' }))).toEqual([
    200,
    { message: '아이디 찾기에 성공하였습니다.', userId: 'dudqo***' },
  ])
  const unknown = await client.get(`${LOGIN}/searching-id`, { email: 'nobody@example.com' })
  expect(answer(unknown)).toEqual(refused(401, '입력하신 이메일이 맞는지 확인해주세요.'))
})

test('a forgotten password is set anew by code and bare PUT, as the client does it', async () => {
  const client = await open()
  const person = await signUp(client)
  const wrong = await client.post(RESET, { ...pairOf(person), code: 'AAAAAAAA' })
  expect(answer(wrong)).toEqual(refused(401, '올바른 인증 코드가 아닙니다.'))
  const confirmed = await confirmCode(client, person)
  expect([confirmed.status, confirmed.data.message]).toEqual([200, '이메일 인증 완료 되었습니다.'])

  const password = 'ssafy and more 1'
  const set = () => client.put(RESET, { ...pairOf(person), password })
  expect(answer(await set())).toEqual([200, { message: '비밀번호 재설정이 완료 되었습니다.' }])
  expect(await client.context.cookies()).toEqual([])
  expect(answer(await set())).toEqual(NOT_RESET)
  expect(answer(await signIn(client, person))).toEqual(WRONG)
  expect((await signIn(client, { ...person, password })).status).toBe(200)
})

test('a code is dead once a newer one was asked for, and after five wrong ones every code is', async () => {
  const client = await open()
  const person = await signUp(client)
  const give = (code: string) => client.post(RESET, { ...pairOf(person), code })
  await client.get(RESET, pairOf(person))
  const older = await mailedCode(person.email)
  await client.get(RESET, pairOf(person))
  expect(answer(await give(older))).toEqual(refused(401, '올바른 인증 코드가 아닙니다.'))
  for (let n = 0; n < 4; n++) expect((await give('AAAAAAAA')).status).toBe(401)
  const newer = await mailedCode(person.email)
  expect(answer(await give(newer))).toEqual(refused(403, '인증코드가 만료 되었습니다.'))
})

test('without the right code, from this network and browser too, no password is set', async () => {
  const client = await open()
  const [person, other] = [await signUp(client), await signUp(client)]
  expect(answer(await client.put(RESET, { ...pairOf(person), password: 'ssafy and more 1' }))).toEqual(
    NOT_RESET,
  )
  await confirmCode(client, person)
  expect(answer(await client.put(RESET, { ...pairOf(other), password: 'ssafy and more 1' }))).toEqual(
    NOT_RESET,
  )
  expect((await signIn(client, other)).status).toBe(200)
})

test('a pair that nobody has is told so', async () => {
  const client = await open()
  const nobody = { userId: 'dudqo225', email: 'nobody@example.com' }
  expect(answer(await client.get(RESET, nobody))).toEqual(
    refused(409, '입력하신 회원 정보가 맞는지 확인해주세요.'),
  )
})

test('the second factor is asked for with a challenge, which its code answers', async () => {
  const client = await open()
  const person = await signUpWithSecondFactor(client)
  const { status, data } = await signIn(client, person)
  expect([status, data.message]).toEqual([403, '2단계 인증이 필요합니다.'])
  const proof = { challenge: data.challenge, code: await appCode(person.seed) }
  const proven = await client.post('/v1/sessions/second-factor', proof)
  expect(answer(proven)).toEqual([
    200,
    { message: '로그인하였습니다.', token: expect.stringMatching(/^eyJ/) },
  ])
})

test('too many wrong passwords say how long to wait, and the page can read it', async () => {
  const client = await open()
  const nobody = { username: newName(), password: 'x' }
  const { data } = await closeByGuessing(() => signIn(client, nobody))
  expect(data.status).toBe(429)
})
