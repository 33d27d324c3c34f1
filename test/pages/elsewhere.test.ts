import { describe, expect, test } from 'vitest'
import { read } from '../acts/pages.ts'
import { expectProblem } from '../world/answers.ts'
import { harness } from '../world/harness.ts'
import { browser } from '../world/providers.ts'

/** What browsers say where somebody follows a link, or is sent on. */
const NAVIGATION = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

describe('a sign-in elsewhere that leads nowhere', () => {
  test('says so on a page: nobody knows the state that comes back', async () => {
    const h = await harness()
    const path = '/v1/oauth/42/callback?code=x&state=lost'
    const page = await h.request('GET', path, { headers: { ...NAVIGATION, 'Accept-Language': 'ko' } })
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    const { status, language, messages, links } = read(page)
    expect([status, language, messages.length]).toEqual([401, 'ko', 1])
    expect(messages[0]).toContain('다시 시도')
    expect(links).toContain('/sign-in')
    expectProblem(await h.request('GET', path), 401, 'oauth_failed')
  })

  test('says so on a page: the network has begun too many', async () => {
    const h = await harness()
    const b = browser(h)
    const path = '/v1/oauth/42?return_to=%2Faccount'
    for (let time = 0; time < 300; time++) await b.visit('GET', path)
    const page = await b.visit('GET', path, { headers: NAVIGATION })
    expect(page.headers.get('Retry-After')).toMatch(/^\d+$/)
    const { status, messages, links } = read(page)
    expect([status, messages.length]).toEqual([429, 1])
    expect(messages[0]).toMatch(/^There were too many attempts\. .*\d/)
    expect(links).toContain('/sign-in?return_to=%2Faccount')
    expectProblem(await b.visit('GET', path), 429, 'too_many_attempts')
  })

  test.each([
    ['/v1/oauth/nowhere', 404],
    ['/v1/oauth/nowhere/callback', 404],
    ['/v1/oauth/42?return_to=https://evil.test', 400],
    ['/v1/oauth/42/authorize?redirect_uri=https://evil.test', 400],
  ])('says so on a page: %s', async (path, status) => {
    const h = await harness()
    const page = read(await h.request('GET', path, { headers: NAVIGATION }))
    expect([page.status, page.messages.length]).toEqual([status, 1])
    expect(page.links.filter((link) => !link.startsWith('/'))).toEqual([])
  })

  test('is told to programs alone in all other routes', async () => {
    const h = await harness()
    expectProblem(await h.request('GET', '/v1/me', { headers: NAVIGATION }), 401, 'signed_out')
    expectProblem(await h.request('GET', '/v1/oauth/42/x', { headers: NAVIGATION }), 404, 'not_found')
  })
})
