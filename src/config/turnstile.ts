import * as z from 'zod/mini'
import { isPrivate } from './urls.ts'

const key = () => z._default(z.string().check(z.regex(/^[\w-]{0,100}$/, 'is no key of Turnstile')), '')

export const turnstile = () => ({
  TURNSTILE_SITE_KEY: key(),
  TURNSTILE_SECRET: key(),
  /** Beside it lies the widget's script, `api.js`. */
  TURNSTILE_URL: z._default(
    z.url().check(z.refine((given) => isPrivate(URL.parse(given)), 'is neither https nor this machine')),
    'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  ),
})

interface Keys {
  TURNSTILE_SITE_KEY: string
  TURNSTILE_SECRET: string
}

export const bothKeys = () =>
  z.refine<Keys>((keys) => (keys.TURNSTILE_SITE_KEY === '') === (keys.TURNSTILE_SECRET === ''), {
    path: ['TURNSTILE_SECRET'],
    error: 'goes with TURNSTILE_SITE_KEY: both are set, or neither',
  })

/** Cloudflare's keys for testing, which let everybody pass. */
const FOR_TESTS = /^[123]x0+AA$/

export const noTestKeys = () =>
  z.refine<Keys & { ISSUER: string }>(
    ({ TURNSTILE_SECRET, ISSUER }) => !FOR_TESTS.test(TURNSTILE_SECRET) || ISSUER.startsWith('http:'),
    { path: ['TURNSTILE_SECRET'], error: 'is one for tests, which asks nobody' },
  )
