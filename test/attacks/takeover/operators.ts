import { describe, expect, test } from 'vitest'
import { harness, PEOPLE } from '../../world/harness.ts'

const signIn = { login: PEOPLE.busking.username, password: PEOPLE.busking.password, use: 'token' }

describe('an operator in a hurry', () => {
  test.each<[string, Record<string, string>]>([
    ['a URL without https', { LEGACY_SSAFY_URL: 'http://old.test' }],
    ['a URL with a path', { LEGACY_SSAFY_URL: 'https://old.test/api/users/login' }],
    ['a URL with a password', { LEGACY_SSAFY_URL: 'https://admin:secret@old.test' }],
    ['the URL of this service', { LEGACY_SSAFY_URL: 'https://auth.test' }],
    ['a mode that there is not', { LEGACY_SSAFY_URL: 'https://old.test', LEGACY_SSAFY_MODE: 'all' }],
    [
      'an end without a time zone',
      { LEGACY_SSAFY_URL: 'https://old.test', LEGACY_SSAFY_UNTIL: '2026-07-01T00:00:00' },
    ],
    [
      'two services in the realm of an open one',
      {
        LEGACY_SSAFY_URL: 'https://old.test',
        LEGACY_SSAFY_MODE: 'open',
        LEGACY_BUSKING_URL: 'https://other.test',
      },
    ],
  ])('51: who configures %s is told, before a password goes anywhere', async (_, env) => {
    const h = await harness({ env: env as Partial<Env> })
    const native = await h.post('/v1/sessions', signIn)
    expect([native.status, native.body.code]).toEqual([503, 'unavailable'])
    const body = { userId: 'kim42', password: 'old-Kim-pw7' }
    expect((await h.post('/api/users/login', body)).status).toBe(500)
    expect(h.outbound).toEqual([])
    const told = JSON.stringify(h.log)
    expect(told).toMatch(/configuration refused: LEGACY_SSAFY_(URL|MODE|UNTIL): /)
    expect(told).not.toContain('secret')
  })
})
