import * as z from 'zod/mini'
import { isPrivate } from './urls.ts'

/** Of a client id or secret (RFC 6749 appendix A), without the blanks that copying adds. */
const CLIENT_TEXT = /^(?![ ])[ -~]*(?<![ ])$/
export const clientText = () =>
  z.string().check(z.regex(CLIENT_TEXT, 'has a blank around it, or a character that no request carries'))

const VARIABLE = /^OIDC_([A-Z0-9_]+)_(ISSUER|ID|SECRET)$/
const LONGEST_NAME = 32
const BUILT_IN = ['42', 'GOOGLE', 'GITHUB', 'KAKAO', 'NAVER']

/** As OpenID Connect Discovery §3 has it, but that a provider on this machine needs no TLS. */
function isIssuer(given: string): boolean {
  const url = URL.parse(given)
  return isPrivate(url) && !url?.username && !/[?#\s]/.test(given)
}

const required = () => z.prefault(clientText().check(z.minLength(1, 'is missing')), '')

function nameFlaw(name: string): string | null {
  if (BUILT_IN.includes(name)) return 'is the name of a provider that is built in'
  return name.length > LONGEST_NAME ? 'has a name that is too long' : null
}

const haveGoodNames = z.check<Record<string, unknown>>(({ value, issues }) => {
  for (const name of Object.keys(value)) {
    const message = nameFlaw(name)
    if (message) issues.push({ code: 'custom', message, path: [name, 'ISSUER'], input: name })
  }
})

/** Every provider that has a variable of its own, under its name in lower case. */
export const oidc = () =>
  z.pipe(
    z
      .record(
        z.string(),
        z.object({
          ISSUER: z.prefault(
            z.string().check(z.refine(isIssuer, 'is not an https URL without a query and a fragment')),
            '',
          ),
          ID: required(),
          SECRET: required(),
        }),
      )
      .check(haveGoodNames),
    z.transform((providers) =>
      Object.entries(providers).map(([name, { ISSUER: issuer, ID: id, SECRET: secret }]) => ({
        ...{ name: name.toLowerCase(), issuer, id, secret },
      })),
    ),
  )

/** What of the environment configures OpenID providers, by their names; one whose variables are all empty is none. */
export function oidcVariables(env: object): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {}
  for (const [variable, value] of Object.entries(env)) {
    const [, name = '', part = ''] = VARIABLE.exec(variable) ?? []
    if (name !== '' && value !== '') found[name] = { ...found[name], [part]: value }
  }
  return found
}
