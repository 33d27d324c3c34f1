import { describe, expect, test } from 'vitest'
import { run } from '../acts/commands.ts'
import { OLD_CONTRACTS, type OldContract, type OldPerson, startOldService } from './old-service.ts'

const KIM: OldPerson = { login: 'kim@old.test', password: 'old-Kim-secret7', id: 41, nickname: '김' }

const rehearse = (contract: string, url: string, password = KIM.password) =>
  run('takeover', ['--contract', contract, '--url', url, '--login', KIM.login], `${password}\n`)

const YES: Record<OldContract, string> = {
  'movie-in-case': 'read as   yes: email kim@old.test',
  transcendence: 'read as   yes',
  ssafy: 'read as   yes',
  busking: 'read as   yes: externalId 41, username kim@old.test, nickname 김',
  gateway: 'read as   yes',
}

describe.each(OLD_CONTRACTS)('npm run takeover at the old %s', (contract) => {
  test('tells what it answered and how that is read, and no secret', async () => {
    const old = await startOldService(contract, [KIM])
    const { out, report, code } = await rehearse(contract, old.origin)
    const { issued, requests } = await old.look()
    expect(out).toContain(`asked     POST ${old.origin}${requests[0]?.path}\nanswered  200\n`)
    expect(out.split('\n')).toContain(YES[contract])
    expect(code).toBe(0)
    expect(report).toBe(`Password of ${KIM.login}: \n`)
    expect(issued.length).toBeGreaterThan(0)
    for (const secret of [KIM.password, ...issued]) expect(out + report).not.toContain(secret)
  })

  test('tells a no from what is none of these by its exit code', async () => {
    const old = await startOldService(contract, [KIM])
    const no = await rehearse(contract, old.origin, 'another')
    expect(no).toMatchObject({ code: 0, out: expect.stringContaining('read as   no: wrong_password') })
    await old.set({ misbehave: 503 })
    const none = await rehearse(contract, old.origin)
    expect(none).toMatchObject({
      code: 1,
      out: expect.stringContaining('read as   none of these: answered 503 with another shape'),
    })
  })
})

test('the session that a rehearsal opens at movie-in-case is ended there', async () => {
  const old = await startOldService('movie-in-case', [KIM])
  const { out } = await rehearse('movie-in-case', old.origin)
  expect(out).toContain('left      the session that it opened is ended')
  const { issued, ended } = await old.look()
  expect(ended).toEqual(issued)
})

test('a rehearsal shows no password that the old service sends back', async () => {
  const old = await startOldService('ssafy', [KIM], {
    misbehave: { answer: { status: 200, body: { error: `no such password: ${KIM.password}` } } },
  })
  const { out, code } = await rehearse('ssafy', old.origin)
  expect(out).toContain('no such password: ***')
  expect(code).toBe(1)
})

test.each([
  ['nothing', []],
  ['no contract that is known', ['--contract', 'native', '--url', 'https://old.test', '--login', 'kim']],
  ['a URL with a path', ['--contract', 'ssafy', '--url', 'https://old.test/api', '--login', 'kim']],
  [
    'a password on the command line',
    ['--contract', 'ssafy', '--url', 'https://old.test', '--login', 'kim', 'pw'],
  ],
])('a rehearsal with %s asks nobody', async (_, args) => {
  const { out, report, code } = await run('takeover', args, 'password\n')
  expect({ out, code }).toEqual({ out: '', code: 1 })
  expect(report).not.toContain('Password of')
})
