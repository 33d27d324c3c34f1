import { inject } from 'vitest'
import type { Box } from '../server/provider-box.ts'
import type { Harness, Reply, RequestOptions } from './harness.ts'

/** Those that are built in, and an OpenID provider by configuration. */
export const PROVIDERS = ['42', 'google', 'github', 'kakao', 'naver', 'acme'] as const
export type ProviderName = (typeof PROVIDERS)[number]

export const ISSUER = 'https://auth.test'
export const SESSION = '__Host-munjigi_session'
export const BROWSER = '__Host-munjigi_oauth'

const clientId = (provider: ProviderName, box: string) => `${provider}.${box}`
const secretOf = (client: string) => [...client].reverse().join('')

const variablesOf = (provider: ProviderName) =>
  provider === 'acme' ? 'OIDC_ACME' : `OAUTH_${provider.toUpperCase()}`

/** The variable that says where the provider is. */
export const placeOf = (provider: ProviderName) =>
  variablesOf(provider) + (provider === 'acme' ? '_ISSUER' : '_URL')

/** The stand-in in every provider's place, with clients that only this box uses. */
export function oauthEnv(box: string): Partial<Env> {
  const vars = PROVIDERS.flatMap((provider) => {
    const client = clientId(provider, box)
    const name = variablesOf(provider)
    const server = inject('providerServer')
    return [
      [placeOf(provider), provider === 'acme' ? `${server}/_openid/${client}` : server],
      [`${name}_ID`, client],
      [`${name}_SECRET`, secretOf(client)],
    ] as const
  })
  return Object.fromEntries(vars) as unknown as Partial<Env>
}

/** What the stand-in does for this world's client, and what it saw. */
export function standIn({ box }: Harness, provider: ProviderName) {
  const url = `${inject('providerServer')}/_boxes/${clientId(provider, box)}`
  const look = async () => (await fetch(url)).json<Box>()
  const set = (changed: Partial<Box>) => fetch(url, { method: 'PATCH', body: JSON.stringify(changed) })
  return {
    look,
    set,
    /** Changes the person that is signed in there. */
    person: async (changed: Partial<Box['person']>) =>
      set({ person: { ...(await look()).person, ...changed } }),
    clientSecret: secretOf(clientId(provider, box)),
  }
}

export type Browser = ReturnType<typeof browser>

/** A browser with a cookie jar, in which everybody is signed in at every provider and approves at once. */
export function browser(h: Harness, jar: Record<string, string> = {}) {
  async function visit(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const reply = await h.request(method, path, { ...options, cookies: { ...jar, ...options.cookies } })
    for (const [name, { value, attributes }] of Object.entries(reply.cookies)) {
      if (/Max-Age=0(;|$)/.test(attributes)) delete jar[name]
      else jar[name] = value
    }
    return reply
  }

  /** Goes to the provider, and stops short of coming back. */
  async function depart(path: string): Promise<string> {
    const begun = await visit('GET', path)
    return approve(begun.headers.get('Location') ?? '')
  }

  return {
    jar,
    visit,
    depart,
    arrive: (back: string, options?: RequestOptions) => visit('GET', back, options),
    /** The whole round trip: the reply of the callback. */
    travel: async (path: string) => visit('GET', await depart(path)),
    session: () => visit('GET', '/v1/me'),
  }
}

/** Where the provider sends the browser back to, as a path of ours. */
export async function approve(authorizeUrl: string): Promise<string> {
  const page = await fetch(authorizeUrl, { redirect: 'manual' })
  await page.body?.cancel()
  const back = page.headers.get('Location') ?? ''
  if (!back.startsWith(`${ISSUER}/`)) throw new Error(`sent back to ${back || page.status}`)
  return back.slice(ISSUER.length)
}
