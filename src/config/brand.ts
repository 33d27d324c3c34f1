import * as z from 'zod/mini'

/** It stands in subjects, and before a colon in `otpauth:` addresses. */
const BRAND = /^(?![ ])[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:]{0,40}(?<![ ])$/u

/** Pages are shown by https, where browsers load nothing by http. */
const logo = () =>
  z.url({ protocol: /^https$/ }).check(z.refine((given) => !URL.parse(given)?.username, 'names a user'))

/** What the service is called, and how its pages look. */
export const brand = () => ({
  BRAND_NAME: z._default(
    z.string().check(z.regex(BRAND, 'is too long, or has a character that no name has')),
    '',
  ),
  /** Of buttons and links on pages; empty: our own. */
  BRAND_COLOR: z._default(z.string().check(z.regex(/^(?:#[\da-f]{6})?$/i, 'is not written as #1a56a8')), ''),
  BRAND_LOGO_URL: z._default(z.union([z.literal(''), logo()]), ''),
})
