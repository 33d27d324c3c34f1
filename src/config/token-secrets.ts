import { base64url } from 'jose'
import * as z from 'zod/mini'

/** The contracts that give tokens, as their variables are called. */
export const TOKEN_CONTRACTS = ['SSAFY', 'BUSKING', 'GATEWAY'] as const
type TokenSecret = `${(typeof TOKEN_CONTRACTS)[number]}_TOKEN_SECRET`
const NAMES = TOKEN_CONTRACTS.map((contract): TokenSecret => `${contract}_TOKEN_SECRET`)

const LEAST_BYTES = 32
const BASE64 = /^base64:(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/

function keyOf(text: string): Uint8Array {
  if (!text.startsWith('base64:')) return new TextEncoder().encode(text)
  const [, letters = ''] = BASE64.test(text) ? text.split(':') : []
  return base64url.decode(letters.replaceAll('+', '-').replaceAll('/', '_').replace(/=*$/, ''))
}

/** A text whose UTF-8 is the key, or `base64:` and the key in base64, as the old service keeps it; the key in base64url. */
const tokenSecret = () =>
  z._default(
    z.union([
      z.literal(''),
      z.pipe(
        z.string().check(
          z.regex(/^\S(?:.*\S)?$/, 'has a blank around it, or a line break'),
          z.refine((text) => keyOf(text).length >= LEAST_BYTES, `has less than ${LEAST_BYTES} bytes`),
        ),
        z.transform((text) => base64url.encode(keyOf(text))),
      ),
    ]),
    '',
  )

export const tokenSecrets = () =>
  Object.fromEntries(NAMES.map((name) => [name, tokenSecret()])) as Record<
    TokenSecret,
    ReturnType<typeof tokenSecret>
  >

const OWN = ['CODE_KEY', 'SEED_KEY', 'MAIL_API_KEY', 'ADMIN_TOKEN'] as const

/**
 * Services that share one contract's secret must not be able to make what is ours to make, nor take another contract's
 * tokens for their own, which may name somebody else by the same id.
 */
export const eachAlone = () =>
  NAMES.map((name) =>
    z.refine<Record<TokenSecret | (typeof OWN)[number], string>>(
      (config) => {
        const others = [
          ...NAMES.filter((other) => other !== name).map((other) => config[other]),
          ...OWN.map((own) => base64url.encode(config[own])),
        ]
        return config[name] === '' || !others.includes(config[name])
      },
      { path: [name], error: 'is the same as another secret' },
    ),
  )
