import { expect, test } from 'vitest'
import { harness } from '../world/harness.ts'

const stopped = async (REALMS: string) => {
  const h = await harness({ env: { REALMS } as Partial<Env> })
  const { status } = await h.post('/v1/sessions', { login: 'kim', password: 'any', use: 'token' })
  return { status, log: JSON.stringify(h.log) }
}

test.each([
  ...['canary', 'canary=stage', 'admin=canary', 'busking=', '=canary', 'busking=Canary', 'busking=-canary'],
  ...['busking=canary=canary', 'busking=a busking=canary', `busking=${'c'.repeat(33)}`],
])('REALMS=%s stops every request and is named in the log, not quoted', async (REALMS) => {
  const { status, log } = await stopped(REALMS)
  expect(status).toBe(503)
  expect(log).toContain('REALMS: is not contract=realm')
  expect(log).not.toContain('anary')
})

test.each(['', ' busking=stage ', 'native=a\ttranscendence=a-1\nssafy=main'])(
  'REALMS=%j is taken',
  async (REALMS) => {
    expect((await stopped(REALMS)).status).toBe(401)
  },
)
