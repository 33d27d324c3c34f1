import { describe, expect, test } from 'vitest'
import { accounts, identities } from '../../../src/db/schema.ts'
import { harness, PEOPLE } from '../../world/harness.ts'
import { browser, standIn } from '../../world/providers.ts'

const START = '/login/oauth/42'

describe('where the client lives elsewhere, the browser comes back', () => {
  test.each([
    ['https://pong.test', 'https://pong.test'],
    ['https://pong.test/', 'https://pong.test'],
    ['https://team.test/pong/', 'https://team.test/pong'],
  ])('to the pages of %s', async (TRANSCENDENCE_APP_URL, client) => {
    const h = await harness({ env: { TRANSCENDENCE_APP_URL } })
    const land = async () => (await browser(h).travel(START)).headers.get('Location')
    expect(await land()).toBe(`${client}/main`)
    await h.db.update(accounts).set({ mustChangePassword: true })
    expect(await land()).toBe(`${client}/password`)
    await standIn(h, '42').set({ misbehave: { authorize: 'denied' } })
    expect(await land()).toBe(`${client}/login?error=oauth`)
  })

  test('to its page of the second factor', async () => {
    const h = await harness({ env: { TRANSCENDENCE_APP_URL: 'https://pong.test' } })
    const accountId = await h.person(PEOPLE.pong)
    await h.db
      .insert(identities)
      .values({ provider: '42', subject: '4242', accountId, createdAt: h.clock.now })
    expect((await browser(h).travel(START)).headers.get('Location')).toBe('https://pong.test/auth')
  })

  test('to its login page, when nothing could be begun', async () => {
    const h = await harness({ env: { TRANSCENDENCE_APP_URL: 'https://pong.test', OAUTH_42_ID: '' } })
    const reply = await h.request('GET', START)
    expect([reply.status, reply.headers.get('Location')]).toEqual([
      302,
      'https://pong.test/login?error=oauth',
    ])
    expect(reply.cookies).toEqual({})
    expect(h.log).toContainEqual(expect.objectContaining({ event: 'refused', failure: 'unknown_provider' }))
  })

  test('and no parameter or header names another place', async () => {
    const h = await harness({ env: { TRANSCENDENCE_APP_URL: 'https://pong.test' } })
    const headers = {
      Referer: 'https://evil.test/',
      Origin: 'https://evil.test',
      'X-Forwarded-Host': 'evil.test',
    }
    const b = browser(h)
    const back = await b.depart(`${START}?return_to=https://evil.test`)
    const reply = await b.arrive(`${back}&return_to=https://evil.test`, { headers })
    expect(reply.headers.get('Location')).toBe('https://pong.test/main')
  })
})
