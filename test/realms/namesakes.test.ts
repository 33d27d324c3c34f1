import { expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.ts'
import { problems, verify } from '../acts/native.ts'
import { act, exported, operate } from '../acts/operator.ts'
import { resetPassword } from '../acts/sign-in.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import type { Harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { cookiesOf, namesakes, PONG, STAGE, signedIn, signIn, storedOf } from './realms.ts'

const FIND = '/api/users/login/searching-id'
const wrong = { ...PONG, password: 'a wrong guess' }
const login = PONG.username
const failing = (h: Harness) => Promise.all(range(5).map(() => signIn(h, wrong)))
const code = async (h: Harness, from = PONG) => {
  await h.post('/v1/recovery/password', { realm: from.realm, login })
  return h.mail.code(from.email)
}
const check = (h: Harness, realm: string | undefined, code: string) =>
  h.post('/v1/recovery/password/verify', { realm, login, code })
const subjects = async (h: Harness) => (await h.mail.messages(PONG.email)).map(({ subject }) => subject)

interface Deed {
  /** What happens to pong's kim, and that it did. */
  act(h: Harness, id: number): Promise<void>
  /** What pong's kim signs in with afterwards; null where that is closed, or gone. */
  password?: string | null
}

/** Everything that looks a name up, is unique, limited, remembered or mailed by it. */
const DEEDS: Record<string, Deed> = {
  'signs in by two contracts': {
    act: async (h) => {
      const { username, password } = PONG
      const pong = await h.post('/login', { id: username, password })
      expect(pong.body.resStatus.code).toBe('0002')
      expect((await h.post('/api/users/login', { userId: username, password })).status).toBe(200)
    },
  },
  'fails at the other’s contract': {
    act: async (h) => {
      // Counted for stage's names, and given back by the right one.
      const { username, password } = PONG
      expect((await h.post('/login', { id: username, password: STAGE.password })).body.resStatus.code).toBe(
        '0001',
      )
      expect((await signIn(h, { username, password })).status).toBe(401)
    },
  },
  'is limited': {
    act: async (h) => {
      expect(problems(await failing(h))).toEqual(Array(5).fill('401 bad_credentials'))
      expect((await signIn(h, PONG)).status).toBe(429)
    },
    password: null,
  },
  'is told of guesses': {
    act: async (h) => {
      const letters = await h.mail.messages(PONG.email)
      for (const at of range(21)) {
        await h.request('POST', '/v1/sessions', {
          body: { ...wrong, login, use: 'token' },
          headers: { 'CF-Connecting-IP': `10.0.0.${at}` },
        })
      }
      expect(await h.mail.messages(PONG.email)).toHaveLength(letters.length + 1)
    },
  },
  'resets the password by the contract': {
    act: async (h) => {
      expect((await resetPassword(h, PONG, NEW_PASSWORD)).status).toBe(200)
    },
    password: NEW_PASSWORD,
  },
  'resets the password by the realm': {
    act: async (h) => {
      const mailed = await code(h)
      for (const realm of ['main', undefined]) {
        expect(problems([await check(h, realm, mailed)])).toEqual(['401 wrong_code'])
      }
      const { reset_token } = (await check(h, 'pong', mailed)).body
      const body = { reset_token, password: NEW_PASSWORD }
      expect((await h.request('PUT', '/v1/recovery/password', { body })).status).toBe(204)
    },
    password: NEW_PASSWORD,
  },
  'guesses at a code': {
    act: async (h) => {
      const mailed = await code(h)
      const guesses = await Promise.all(range(5).map(() => check(h, 'pong', 'AAAAAAAA')))
      expect(problems(guesses)).toEqual(Array(5).fill('401 wrong_code'))
      expect(problems([await check(h, 'pong', mailed)])).toEqual(['401 expired_code'])
    },
  },
  'is mailed as many letters as an hour has': {
    act: async (h) => {
      for (const _ of range(12)) await h.post('/v1/recovery/username', { realm: 'pong', email: PONG.email })
      expect(await subjects(h)).toHaveLength(10)
    },
  },
  'asks for a reset as often as an hour has': {
    act: async (h) => {
      const asked = await Promise.all(
        range(21).map(() => h.post('/v1/recovery/password', { realm: 'pong', login })),
      )
      expect(asked.at(-1)?.status).toBe(429)
    },
  },
  'finds the id': {
    act: async (h) => {
      const found = await h.request('GET', `${FIND}?email=${PONG.email}`)
      expect(found.body.userId).toBe('k**')
      await h.db.$client.prepare("update places set username = 'kimpong' where realm = 'pong'").run()
      expect((await h.request('GET', `${FIND}?email=${PONG.email}`)).body.userId).toBe('kimp***')
    },
  },
  'is reminded of the username': {
    act: async (h) => {
      expect((await h.post('/v1/recovery/username', { realm: 'pong', email: PONG.email })).status).toBe(202)
      expect((await h.post('/v1/recovery/username', { email: PONG.email })).status).toBe(202)
      expect(await subjects(h)).toHaveLength(1)
    },
  },
  'moves to another address': {
    act: async (h) => {
      const cookies = await signedIn(h, PONG)
      await h.request('POST', '/v1/me/email', {
        cookies,
        body: { email: 'new@example.com', password: PONG.password },
      })
      const body = { code: await h.mail.code('new@example.com') }
      const moved = await h.request('POST', '/v1/me/email/confirm', { cookies, body })
      expect(moved.body).toMatchObject({ realm: 'pong', email: 'new@example.com' })
    },
  },
  'changes the nickname': {
    act: async (h) => {
      const cookies = await signedIn(h, PONG)
      const { body } = await h.request('PATCH', '/v1/me', { cookies, body: { nickname: '새 이름' } })
      expect(body).toMatchObject({ realm: 'pong', nickname: '새 이름' })
    },
  },
  'is erased': {
    act: async (h) => {
      await failing(h)
      h.clock.pass(MINUTE)
      const cookies = await signedIn(h, PONG)
      const body = { password: PONG.password }
      expect((await h.request('DELETE', '/v1/me', { cookies, body })).status).toBe(204)
    },
    password: null,
  },
  'is found, disabled and reopened by an operator': {
    act: async (h, id) => {
      const found = async (query: string) =>
        (await operate(h, 'GET', `/admin/accounts?${query}`)).body.accounts.map(
          (one: { id: number }) => one.id,
        )
      expect(await found('query=kim&realm=pong')).toEqual([id])
      expect(await found('realm=pong')).toEqual([id])
      expect(await found('query=kim@example')).toHaveLength(2)
      expect(await found('query=kim&realm=main')).toEqual([])
      expect(problems([await operate(h, 'GET', '/admin/accounts?realm=none')])).toEqual(['400 unknown_realm'])
      await failing(h)
      expect((await act(h, id, 'reopen')).status).toBe(204)
      expect((await signIn(h, PONG)).status).toBe(201)
      expect((await act(h, id, 'disable')).status).toBe(204)
    },
    password: null,
  },
  'has a third namesake who signs up': {
    act: async (h) => {
      const third = { username: login, email: PONG.email, password: 'main pass 1' }
      expect((await h.post('/v1/accounts', { ...third, realm: 'pong' })).body.code).toBe('username_taken')
      const { registration } = (await h.post('/v1/accounts', third)).body
      expect(await subjects(h)).toEqual(['[Munjigi] Your sign-up code'])
      expect((await verify(h, registration, await h.mail.code(PONG.email))).status).toBe(201)
      expect((await signIn(h, { ...third, realm: 'main' })).status).toBe(201)
      expect((await signIn(h, third)).status).toBe(201)
    },
  },
  'is what a sign-up in the realm would take the address of': {
    act: async (h) => {
      const other = { username: 'other', email: PONG.email, password: 'other pass 1', realm: 'pong' }
      expect((await h.post('/v1/accounts', other)).status).toBe(202)
      expect(await subjects(h)).toEqual(['[Munjigi] You already have an account'])
    },
  },
  'is exported': {
    act: async (h) => {
      const rows = (await exported(h))
        .split('\n')
        .filter(Boolean)
        .map((row) => JSON.parse(row))
      expect(rows.map(({ realm, username }) => `${realm} ${username}`)).toEqual(['pong kim', 'stage kim'])
    },
  },
}

test.for(Object.entries(DEEDS))(
  'pong’s kim %s, and stage’s notices nothing',
  async ([, { act, password }]) => {
    const { h, pong, stage } = await namesakes()
    const cookies = await signedIn(h, STAGE)
    const before = await storedOf(h, stage)
    await act(h, pong)

    expect(await storedOf(h, stage)).toEqual(before)
    expect((await h.request('GET', '/v1/me', { cookies })).body).toMatchObject({
      ...{ id: stage, realm: 'stage', username: 'kim', nickname: STAGE.nickname, email: STAGE.email },
    })
    const { username } = STAGE
    expect((await h.post('/api/auth/login', { username, password: STAGE.password })).body.data.user.id).toBe(
      stage,
    )
    const after = await signIn(h, { ...PONG, password: password ?? PONG.password })
    expect(after.status === 201).toBe(password !== null)
  },
)

test('whoever signs in at both in one browser is signed in as who came last, and known there as both', async () => {
  const { h } = await namesakes()
  const first = await signIn(h, PONG, 'cookie')
  const second = await h.request('POST', '/v1/sessions', {
    cookies: cookiesOf(first),
    body: { ...STAGE, login, use: 'cookie' },
  })
  const known = second.cookies['__Host-munjigi_device']?.value ?? ''
  expect(known.split('~')).toHaveLength(2)
  await failing(h)
  const cookies = { '__Host-munjigi_device': known }
  const body = { ...PONG, login, use: 'token' }
  expect((await h.request('POST', '/v1/sessions', { cookies, body })).status).toBe(201)
})

test('the code of one realm is wrong in the other, and the proof of one sets no password of the other', async () => {
  const { h } = await namesakes()
  const mailed = await code(h)
  expect(problems([await check(h, 'stage', mailed)])).toEqual(['401 wrong_code'])
  const { reset_token } = (await check(h, 'pong', mailed)).body
  const pair = { userId: login, email: PONG.email, password: NEW_PASSWORD, resetToken: reset_token }
  expect((await h.request('PUT', '/api/users/login/reset-password', { body: pair })).status).toBe(200)
  expect((await signIn(h, { ...PONG, password: NEW_PASSWORD })).status).toBe(201)
  expect((await signIn(h, STAGE)).status).toBe(201)
})
