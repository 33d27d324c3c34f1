import { describe, expect, test } from 'vitest'
import { contracts } from '../../src/contracts/index.ts'
import { askOldService, type Dialect } from '../../src/contracts/old-service.ts'
import {
  giveUpOn,
  OLD_CONTRACTS,
  type OldContract,
  type OldMisbehaviour,
  type OldPerson,
  SILENT,
  startOldService,
} from './old-service.ts'

const KIM: OldPerson = { login: 'kim@old.test', password: 'old-Kim-secret7', id: 41, nickname: '김' }
const IP = '203.0.113.9'
const BROKEN = 'the connection broke'
const LATE = 'no whole answer in 3000 ms'

const dialectOf = (contract: OldContract) =>
  contracts.find(({ name }) => name === contract)?.takeover as Dialect

async function meet(contract: OldContract, misbehave: OldMisbehaviour | null = null, ip: string | null = IP) {
  const old = await startOldService(contract, [KIM], { misbehave })
  const ask = async (password = KIM.password, login = KIM.login) =>
    (await askOldService(dialectOf(contract), old.origin, fetch, { login, password, ip })).answer
  return { old, ask }
}

describe.each(OLD_CONTRACTS)('the old %s', (contract) => {
  test('is asked as its document says, with the address of whoever signs in', async () => {
    const { old, ask } = await meet(contract)
    expect(await ask()).toMatchObject({ says: 'yes' })
    const { requests } = await old.look()
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'POST', path: dialectOf(contract).path })
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-forwarded-for': IP,
      'user-agent': 'Munjigi',
    })
    expect(Object.values(JSON.parse(requests[0]?.body ?? ''))).toEqual([KIM.login, KIM.password])
  })

  test('is told no address where none is known', async () => {
    const { old, ask } = await meet(contract, null, null)
    await ask()
    expect((await old.look()).requests[0]?.headers).not.toHaveProperty('x-forwarded-for')
  })

  test('says no to a wrong password, and to a login that nobody has', async () => {
    const { ask } = await meet(contract)
    expect(await ask('another')).toEqual({ says: 'no', because: 'wrong_password' })
    const unknown = contract === 'movie-in-case' ? 'unknown_account' : 'wrong_password'
    expect(await ask(KIM.password, 'nobody@old.test')).toEqual({ says: 'no', because: unknown })
  })

  const failures: [OldMisbehaviour, string][] = [
    ['dies', BROKEN],
    ['cut', BROKEN],
    ['huge', 'answered 200 with more than 65536 bytes'],
    ['huge header', BROKEN],
    ['html', 'answered 200 with what is no JSON'],
    ['empty', 'answered 200 with what is no JSON'],
    ['redirect', 'answered 307 with what is no JSON'],
    ['elsewhere', 'answered 302 with what is no JSON'],
    [500, 'answered 500 with another shape'],
    [{ answer: { status: 200, body: { error: 'busy' } } }, 'answered 200 with another shape'],
  ]

  test.each(failures)(
    'that does what no document tells of (%j) is heard out, and followed nowhere',
    async (how, reason) => {
      const { old, ask } = await meet(contract, how)
      expect(await ask()).toEqual({ says: 'none of these', reason })
      expect(await old.look()).toMatchObject({ trapped: 0, requests: [expect.anything()] })
    },
  )

  test.each(SILENT)('that answers too late (%s) is given up', async (how) => {
    const { old, ask } = await meet(contract, how)
    giveUpOn(how, () => old)
    expect(await ask()).toEqual({ says: 'none of these', reason: LATE })
  })

  test('that is not there is none of these', async () => {
    const answer = await askOldService(dialectOf(contract), 'http://127.0.0.1:1', fetch, { ...KIM, ip: null })
    expect(answer).toEqual({ heard: null, answer: { says: 'none of these', reason: BROKEN } })
  })
})

test('an answer of 64 KiB is read, and of one byte more is not', async () => {
  const { old, ask } = await meet('gateway')
  const body = { code: 0, result: { access_token: 'a' }, redirect: '' }
  const room = 64 * 1024 - JSON.stringify({ ...body, filler: '' }).length
  for (const [length, says] of [
    [room, 'yes'],
    [room + 1, 'none of these'],
  ] as const) {
    await old.set({ misbehave: { answer: { status: 200, body: { ...body, filler: 'x'.repeat(length) } } } })
    expect(await ask()).toMatchObject({ says })
  }
})

describe('a session that the old movie-in-case opened', () => {
  test('is ended there by its cookie alone', async () => {
    const { old, ask } = await meet('movie-in-case')
    const answer = await ask()
    if (answer.says !== 'yes') throw new Error('no yes')
    await answer.leave?.()
    const { issued, ended, requests } = await old.look()
    expect(ended).toEqual(issued)
    expect(issued).toHaveLength(1)
    expect(requests[1]).toMatchObject({ method: 'POST', path: '/user/logOut', body: '' })
  })

  test.each([
    ['none', {}],
    ['more than any browser sends', { 'Set-Cookie': `connect.sid=${'x'.repeat(5000)}` }],
    ['no cookie that can be', { 'Set-Cookie': ['=x; Path=/', 'connect.sid='] }],
  ])('stays where it gave %s', async (_, headers) => {
    const { ask } = await meet('movie-in-case', {
      answer: { status: 200, headers, body: { success: true, user: { user_email: KIM.login } } },
    })
    expect(await ask()).toMatchObject({ says: 'yes', leave: null })
  })

  test('that cannot be ended is told', async () => {
    const { old, ask } = await meet('movie-in-case')
    const answer = await ask()
    if (answer.says !== 'yes') throw new Error('no yes')
    await old.set({ issued: [] })
    await expect(answer.leave?.()).rejects.toThrow(
      'the old service answered 403 where its session was to end',
    )
  })
})

test('a success of the old transcendence in its older form is a redirect, which is read and not followed', async () => {
  const { old, ask } = await meet('transcendence')
  await old.set({ olderForm: true })
  expect(await ask()).toMatchObject({ says: 'yes' })
  await old.set({ people: [{ ...KIM, secondFactor: true }] })
  expect(await ask()).toEqual({ says: 'second step' })
  expect(await old.logins()).toBe(2)
})
