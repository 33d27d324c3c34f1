import { expect, test } from 'vitest'
import { WORTH_TELLING } from '../../src/core/sign-in/warning.ts'
import { DAY, HOUR } from '../../src/core/time.ts'
import { seen } from '../acts/native.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { abroad, from, range } from '../world/instruments.ts'
import { addAccountWithoutEmail } from '../world/people.ts'

const { username, email, password } = PEOPLE.busking
const SUBJECT = /누군가 비밀번호를 맞히려 하고 있습니다 .* Someone is guessing your password/

const guess = (h: Harness, login: string, headers: Record<string, string>) =>
  h.post('/v1/sessions', { login, password: 'a wrong password', use: 'token' }, headers)
const guesses = async (h: Harness, login: string, count: number, networks = count) => {
  for (const at of range(count)) await guess(h, login, abroad(at % networks))
}
const letters = async (h: Harness) => (await h.mail.messages(email)).map(({ subject }) => subject)

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

test('the owner is told of twenty wrong guesses at a name, and from how many networks, in both languages', async () => {
  const h = await world()
  await guesses(h, username, WORTH_TELLING - 1, 7)
  expect(await letters(h)).toEqual([])
  await guess(h, username, abroad(6))
  const [letter, ...others] = await h.mail.messages(email)
  expect(others).toEqual([])
  expect(letter?.subject).toMatch(SUBJECT)
  expect(letter?.text).toContain('네트워크는 7곳입니다.')
  expect(letter?.text).toContain('from 7 networks.')
  expect(letter?.text).not.toMatch(/198\.51|busking123/)
})

test('once a day at most, whatever goes on: by either name, and after a reopen by the right password', async () => {
  const h = await world()
  for (const _ of range(3)) {
    for (const login of [username, email]) await guesses(h, login, 30)
    await h.post('/v1/sessions', { login: username, password, use: 'token' }, from('192.0.2.9'))
    h.clock.pass(HOUR)
  }
  expect(await letters(h)).toHaveLength(1)
  h.clock.pass(DAY - 3 * HOUR)
  await guesses(h, username, 30)
  expect(await letters(h)).toHaveLength(2)
})

test('guesses at two names do not add up, and those of a known browser are the owner’s own', async () => {
  const h = await world()
  const { cookies } = await h.post('/v1/sessions', { login: username, password, use: 'token' })
  const known = { Cookie: `__Host-munjigi_device=${cookies['__Host-munjigi_device']?.value}` }
  for (const _ of range(30)) {
    await guess(h, username, { ...known, ...from('192.0.2.9') })
    h.clock.pass(60_000)
  }
  for (const login of [username, email]) await guesses(h, login, WORTH_TELLING - 1)
  expect(await letters(h)).toEqual([])
})

test('a letter that fails is sent at the next guess', async () => {
  const h = await world()
  await h.mail.fail(422, 1)
  await guesses(h, username, WORTH_TELLING)
  expect(await letters(h)).toEqual([])
  await guess(h, username, abroad(50))
  expect(await letters(h)).toHaveLength(1)
})

test('the reply says nothing of it', async () => {
  const h = await world()
  await addAccountWithoutEmail({ ...PEOPLE.ssafy, username: 'no-mail-1' })
  const told = async (login: string) => {
    await guesses(h, login, WORTH_TELLING - 1)
    return seen(await guess(h, login, abroad(40)))
  }
  const reply = await told('nobody')
  expect(await told(username)).toEqual(reply)
  expect(await told('no-mail-1')).toEqual(reply)
  expect(await h.mail.messages()).toHaveLength(1)
})
