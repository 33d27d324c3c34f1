import * as z from 'zod/mini'

/** Web Authentication Level 3, §5.1.2: no IP address, and nothing but the name. */
const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

/** What passkeys are bound to; empty for the host of the issuer. */
export const passkeyDomain = () =>
  z._default(z.union([z.literal(''), z.string().check(z.regex(DOMAIN, 'is not a domain in lower case'))]), '')

interface Given {
  ISSUER: string
  PASSKEY_RP_ID: string
}

/** Browsers take the host itself, or a domain that it lies in and that somebody can have registered. */
function isOfIssuer({ ISSUER, PASSKEY_RP_ID: domain }: Given): boolean {
  const host = URL.parse(ISSUER)?.hostname ?? ''
  return domain === '' || domain === host || (domain.includes('.') && host.endsWith(`.${domain}`))
}

export const ofIssuer = () =>
  z.refine<Given>(isOfIssuer, {
    path: ['PASSKEY_RP_ID'],
    error: 'is neither the host of ISSUER nor a domain that it lies in',
  })

export const withPasskeyDomain = <Config extends Given>(config: Config): Config => ({
  ...config,
  PASSKEY_RP_ID: config.PASSKEY_RP_ID || new URL(config.ISSUER).hostname,
})
