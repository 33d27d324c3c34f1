import { expect, test } from 'vitest'
import { OLD_CONTRACTS, type OldContract, type OldReply } from '../../takeover/old-service.ts'
import { changedBy, KIM, MODES, takeover } from '../../takeover/world.ts'

const INSIDE = [
  'http://169.254.169.254/latest/meta-data',
  'http://127.0.0.1:1/',
  'file:///etc/passwd',
  '//evil.test/login',
]

const redirecting = INSIDE.flatMap((Location) =>
  [301, 302, 303, 307, 308].map((status): OldReply => ({ status, headers: { Location }, body: {} })),
)

test.each(OLD_CONTRACTS)(
  '48: a redirect of the old %s leads nowhere, and lets nobody in',
  async (contract) => {
    const t = await takeover(contract, { mode: 'open' })
    for (const answer of redirecting) {
      await t.old.set({ misbehave: { answer } })
      expect((await t.signIn()).status).toBe(500)
      t.h.clock.pass(60_000)
    }
    expect(new Set(t.h.outbound.map((url) => new URL(url).origin))).toEqual(new Set([t.old.origin]))
    expect(await t.kim()).toBeNull()
  },
)

const yes: Record<OldContract, object> = {
  'movie-in-case': { success: true, user: { user_email: KIM.email } },
  transcendence: { data: '/main', resStatus: { code: '0002', message: '' } },
  ssafy: { token: 'a.b.c' },
  busking: { success: true, data: { user: { id: 41, username: KIM.username, nickname: '' } } },
  gateway: { code: 0, result: { access_token: 'a.b.c' }, redirect: '' },
}

const padded = (contract: OldContract, filler: string) => ({ ...yes[contract], filler })
const hostile: [string, (contract: OldContract) => OldReply][] = [
  ['a body of a megabyte', (contract) => ({ status: 200, body: padded(contract, 'x'.repeat(1_000_000)) })],
  [
    'a header of two megabytes',
    (contract) => ({ status: 200, headers: { 'X-Filler': 'x'.repeat(2_000_000) }, body: yes[contract] }),
  ],
  ['64 KiB of brackets', () => ({ status: 200, body: '['.repeat(65_000) })],
  [
    'its success under another name',
    () => ({
      status: 200,
      body: '{"__proto__":{"success":true,"code":0,"token":"x","result":{"access_token":"x"}}}',
    }),
  ],
  [
    'a success after rubbish',
    (contract) => ({ status: 200, body: `)]}'\n${JSON.stringify(yes[contract])}` }),
  ],
  ['two successes', (contract) => ({ status: 200, body: JSON.stringify(yes[contract]).repeat(2) })],
  ['a success in an error', (contract) => ({ status: 502, body: yes[contract] })],
  ['a success that was created', (contract) => ({ status: 201, body: yes[contract] })],
]

test.each(hostile)(
  '48: an answer with %s is none of these, by every contract and mode',
  async (_, answerOf) => {
    for (const contract of OLD_CONTRACTS) {
      for (const mode of MODES) {
        const t = await takeover(contract, { mode, old: { misbehave: { answer: answerOf(contract) } } })
        const changed = await changedBy(async () => expect((await t.signIn()).status).toBe(500))
        expect(changed).toEqual(expect.not.arrayContaining(['accounts', 'places', 'sessions']))
      }
    }
  },
)

test('48: a session of 5 KB at the old movie-in-case is not sent back, and the account comes over all the same', async () => {
  const headers = { 'Set-Cookie': `connect.sid=${'x'.repeat(5000)}` }
  const t = await takeover('movie-in-case', {
    old: { misbehave: { answer: { status: 200, headers, body: yes['movie-in-case'] } } },
  })
  expect((await t.signIn()).status).toBe(200)
  expect((await t.old.look()).requests).toHaveLength(1)
})

test.each([
  ['of somebody else', { id: 41, username: 'admin', nickname: '' }],
  ['of nobody', { id: 41, username: '', nickname: '' }],
  ['with an id that is none', { id: -1.5, username: KIM.username, nickname: '' }],
])('49: a profile %s makes nobody anybody', async (_, user) => {
  for (const mode of MODES) {
    const t = await takeover('busking', { mode })
    await t.h.person({ ...KIM, username: 'admin', email: 'admin@old.test', password: 'of-ours-pw7' })
    await t.old.set({ misbehave: { patch: { data: { user } } } })
    const changed = await changedBy(async () => expect((await t.signIn()).status).toBe(500))
    expect(changed).toEqual(expect.not.arrayContaining(['accounts', 'places', 'sessions']))
    expect((await t.signIn({ username: 'admin', password: 'of-ours-pw7' })).status).toBe(200)
  }
})

test('49: a nickname of the old service shows no control characters, and is no longer than ours', async () => {
  const nickname = `\u202e\u0000${'긴'.repeat(60)}\n`
  const t = await takeover('busking', {
    mode: 'open',
    old: { misbehave: { patch: { data: { user: { id: 41, username: KIM.username, nickname } } } } },
  })
  expect((await t.signIn()).body.data.user.nickname).toBe('긴'.repeat(40))
})
