import { expect, test } from 'vitest'
import { harness } from '../../world/harness.ts'
import { oauthEnv } from '../../world/providers.ts'

/** No provider, whose origin a test does not know before. */
const NO_PROVIDER = Object.fromEntries(Object.keys(oauthEnv('x')).map((name) => [name, '']))

test('55: a page loads what is ours, sends forms to us and those whom we may lead to, and goes into no frame', async () => {
  const h = await harness({ env: { ...NO_PROVIDER, BRAND_LOGO_URL: 'https://cdn.test/logo.svg' } })
  const { headers } = await h.request('GET', '/sign-in')
  expect(headers.get('Content-Security-Policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https://cdn.test; connect-src 'self'; " +
      "base-uri 'none'; form-action 'self' https://app.test; frame-ancestors 'none'",
  )
  expect(headers.get('X-Frame-Options')).toBe('DENY')
  expect(headers.get('Referrer-Policy')).toBe('same-origin')
  expect(headers.get('Cache-Control')).toBe('no-store')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
})

test('55: nothing in a page is inline that the policy would refuse', async () => {
  const { text } = await (await harness()).request('GET', '/sign-in')
  expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
  expect(text).toContain('<script type="module" src="/pages/script.js?v=')
})
