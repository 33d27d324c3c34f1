import { describe, expect, test } from 'vitest'
import { accounts } from '../../src/db/schema.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { serviceWith, watchedCrypto } from '../world/instruments.ts'

const person = (password: string, passwordHash?: string) => ({
  username: 'singer',
  email: 'singer@example.com',
  nickname: '가수',
  password,
  ...(passwordHash && { passwordHash }),
})

const signIn = async (h: Harness, password: string) =>
  (await h.post('/api/auth/login', { username: 'singer', password })).status

describe('exact bytes', () => {
  const emoji = '🔑'.repeat(64)
  const ascii72 = 'abcdefgh'.repeat(9)

  test.for([
    ['a NUL', 'pass\0word', ['pass', 'pass\0', 'pass\0worD', 'password']],
    ['a leading space', ' eight chars', ['eight chars', '  eight chars', ' eight chars ']],
    ['a trailing newline', 'eight chars\n', ['eight chars', 'eight chars\r\n']],
    ['64 emoji', emoji, ['🔑'.repeat(63), `${emoji}🔑`, '🔒'.repeat(64)]],
    ['72 bytes and one', `${ascii72}1`, [ascii72, `${ascii72}2`, `${ascii72}12`]],
    ['capitals', 'MixedCase99', ['mixedcase99', 'MIXEDCASE99']],
    ['full-width letters', 'ｐａｓｓｗｏｒｄ', ['password']],
    ['a ligature', 'e\uFB03cient', ['efficient']],
    ['a zero-width joiner', 'pass\u200Dword', ['password']],
  ] as const)('a password with %s is taken as it stands', async ([, password, others]) => {
    const h = await harness()
    await h.person(person(password))

    for (const other of others) expect(await signIn(h, other)).toBe(401)
    expect(await signIn(h, password)).toBe(200)
  })

  test('a password typed in NFD signs in where it was set in NFC, and the reverse', async () => {
    const h = await harness()
    await h.person(person('pässwörd한글'))
    expect(await signIn(h, 'pässwörd한글'.normalize('NFD'))).toBe(200)

    const other = await harness()
    await other.person(person('pässwörd한글'.normalize('NFD')))
    expect(await signIn(other, 'pässwörd한글')).toBe(200)
  })
})

test('an unknown account, a wrong password and a disabled account cost the same derivations', async () => {
  const h = await harness({ env: { PASSWORD_ROUNDS: '6' } })
  await h.person(PEOPLE.busking)
  let calls = 0
  const service = serviceWith(
    h,
    watchedCrypto(() => {
      calls++
    }),
  )
  const spent = async (username: string, password: string) => {
    calls = 0
    const status = await service.post('/api/auth/login', { username, password })
    return { status, calls }
  }
  await service.post('/api/auth/login', { username: 'busking123', password: PEOPLE.busking.password })

  expect(await spent('busking123', 'wrong password')).toEqual({ status: 401, calls: 6 })
  expect(await spent('nobody', 'wrong password')).toEqual({ status: 401, calls: 6 })
  expect(await spent('no such name can be', 'wrong password')).toEqual({ status: 401, calls: 6 })
  await h.db.update(accounts).set({ disabledAt: h.clock.now })
  expect(await spent('busking123', 'wrong password')).toEqual({ status: 401, calls: 6 })
  expect(await spent('busking123', PEOPLE.busking.password)).toEqual({ status: 401, calls: 6 })
})

test('a login that nobody has costs what an imported hash costs, where the accounts have such hashes', async () => {
  const h = await harness()
  const dearer = '$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$vMvxA8mxXn-z6VQRKiz8DLlo63NaXuFuJP3kA94cbZE'
  await h.person({ ...person('', dearer), username: 'zzz' })
  const calls: number[] = []
  const service = serviceWith(
    h,
    watchedCrypto((iterations) => {
      calls.push(iterations)
    }),
  )
  const spent = async (username: string, password: string) => {
    calls.length = 0
    const status = await service.post('/api/auth/login', { username, password })
    return { status, calls: [...calls] }
  }

  expect(await spent('zzz', 'wrong password')).toEqual({ status: 401, calls: [1000] })
  expect(await spent('nobody', 'wrong password')).toEqual({ status: 401, calls: [1000] })
  // The password of the account that it is compared with.
  expect(await spent('nobody', 'bcrypt-password')).toEqual({ status: 401, calls: [1000] })
})
