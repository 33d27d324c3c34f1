import { describe, expect, test } from 'vitest'
import { accounts, identities, oauthFlows, sessions } from '../../../src/db/schema.ts'
import { answersBegun, deadlines } from '../../world/deadlines.ts'
import { harness, type Reply } from '../../world/harness.ts'
import { browser, PROVIDERS, type ProviderName, placeOf, standIn } from '../../world/providers.ts'
import { fails, nothingLeaked, nothingStored } from './outcomes.ts'

const location = (reply: Reply) => reply.headers.get('Location')

const STEPS: Record<ProviderName, string[]> = {
  '42': ['token', '/v2/me'],
  google: ['token'],
  github: ['token', '/user', '/user/emails'],
  kakao: ['token', '/v2/user/me'],
  naver: ['token', '/v1/nid/me'],
  acme: ['token', '/acme/userinfo'],
}
const ANSWERS = ['down', 'empty', 'html', 'error', 'redirect', 'huge', 204, 401, 429, 500] as const
const ODD = [null, 'text', 0, [{}], { access_token: 1, token_type: 'bearer' }]
const NUMERIC = [undefined, null, '', 0, -1, 1.5, 1e300, '4242', 'mlee', true, [], [4242], {}]
const OPAQUE = [undefined, null, '', 0, 4242, true, [], ['x'], {}, 'x'.repeat(300)]

describe('32: whatever a provider answers but a person, the sign-in fails and nothing is stored', () => {
  test.each(PROVIDERS)(
    '32: %s down, empty, HTML, an error, a redirect, 5 MB, or another status',
    async (provider) => {
      const h = await harness()
      for (const step of STEPS[provider]) {
        for (const how of [...ANSWERS, ...ODD.map((json) => ({ json }))]) {
          await standIn(h, provider).set({ misbehave: { [step]: how } })
          await fails(h, provider)
        }
      }
      await nothingLeaked(h, provider)
    },
  )

  test.each([
    ['slow', 'five seconds in all'],
    ['stall', 'no more for the rest of an answer'],
  ] as const)('32: a provider that is %s has %s', async (how, _) => {
    for (const provider of PROVIDERS) {
      const h = await harness()
      const [step = ''] = STEPS[provider].slice(-1)
      await standIn(h, provider).set({ misbehave: { [step]: how } })
      const begun = answersBegun()
      const lengths = deadlines(async () => {
        const { requests } = await standIn(h, provider).look()
        const isAsked = requests.some((one) => one.step === step)
        return isAsked && (how === 'slow' || begun() === h.outbound.length)
      })
      await fails(h, provider)
      await nothingLeaked(h, provider)
      expect(new Set(lengths)).toEqual(new Set([5000]))
      const reasons = h.log.filter(({ event }) => event === 'refused').map(({ reason }) => reason)
      expect(reasons).toEqual([`${provider}: TimeoutError`])
    }
  })

  test.each(PROVIDERS)('32: %s not to be reached at all', async (provider) => {
    const h = await harness()
    const b = browser(h)
    const back = await b.depart(`/v1/oauth/${provider}`)
    h.setEnv({ [placeOf(provider)]: 'http://127.0.0.1:1' })
    expect(location(await b.arrive(back))).toBe('/?error=oauth_failed')
    await nothingStored(h)
  })

  test.each([
    ['42', NUMERIC],
    ['google', OPAQUE],
    ['github', NUMERIC],
    ['kakao', NUMERIC],
    ['naver', OPAQUE],
    ['acme', OPAQUE],
  ] as const)('32: %s without an id, or with an odd one', async (provider, ids) => {
    const h = await harness()
    for (const id of ids) {
      await standIn(h, provider).person({ id })
      await fails(h, provider)
    }
    await nothingLeaked(h, provider)
  })

  test('32: what succeeds leaves no code, token, secret or verifier in log, reply or database either', async () => {
    for (const provider of PROVIDERS) {
      const h = await harness()
      const reply = await browser(h).travel(`/v1/oauth/${provider}`)
      expect(location(reply)).toBe('/')
      const { issued, requests } = await standIn(h, provider).look()
      const verifiers = requests.flatMap(({ parameters }) => parameters.code_verifier ?? [])
      const tables = [accounts, identities, sessions, oauthFlows]
      const stored = await Promise.all(tables.map((table) => h.db.select().from(table)))
      const heard = JSON.stringify([h.log, [...reply.headers], stored])
      for (const secret of [...issued, ...verifiers]) expect(heard).not.toContain(secret)
    }
  })
})
