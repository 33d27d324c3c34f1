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

const required = () => clientText().check(z.minLength(1, 'is missing'))

const provider = () =>
  z.object({
    ISSUER: z.string().check(z.refine(isIssuer, 'is not an https URL without a query and a fragment')),
    ID: required(),
    SECRET: required(),
  })

function nameFlaw(name: string): string | null {
  if (BUILT_IN.includes(name)) return 'is the name of a provider that is built in'
  return name.length > LONGEST_NAME ? 'has a name that is too long' : null
}

/** Every provider that has a variable of its own, under its name in lower case. By hand: zod's `record` is its largest schema. */
export const oidc = () =>
  z.transform((given: Variables, { issues }) =>
    Object.entries(given).flatMap(([name, variables]) => {
      const { data, error } = provider().safeParse(variables)
      for (const { path, message } of error?.issues ?? []) {
        issues.push({ code: 'custom', message, path: [name, ...path], input: variables })
      }
      const message = nameFlaw(name)
      if (message) issues.push({ code: 'custom', message, path: [name, 'ISSUER'], input: name })
      return data ? { name: name.toLowerCase(), issuer: data.ISSUER, id: data.ID, secret: data.SECRET } : []
    }),
  )

type Variables = Record<string, Record<'ISSUER' | 'ID' | 'SECRET', unknown>>

/** What of the environment configures OpenID providers, by their names; one whose variables are all empty is none. */
export function oidcVariables(env: object): Variables {
  const found: Variables = {}
  for (const [variable, value] of Object.entries(env)) {
    const [, name = '', part = ''] = VARIABLE.exec(variable) ?? []
    if (name === '' || value === '') continue
    found[name] = { ISSUER: '', ID: '', SECRET: '', ...found[name], [part]: value }
  }
  return found
}
