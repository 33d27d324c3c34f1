import { inject } from 'vitest'
import { ISSUER } from '../world/providers.ts'

/** The real `oidc-provider`, as `corporate`. */
export const openIdEnv = (): Partial<Env> =>
  ({
    OIDC_CORPORATE_ISSUER: inject('openIdServer'),
    OIDC_CORPORATE_ID: 'munjigi',
    OIDC_CORPORATE_SECRET: 'the-secret-of-munjigi',
  }) as Partial<Env>

/** Gives it another signing key, and ends its sessions. */
export const rotateKeys = async () =>
  void (await fetch(`${inject('openIdServer')}/_rotate`, { method: 'POST' }))

/** Signs in at its own pages as `login`, in a browser that was never there, and consents; the way back to us. */
export async function signInThere(authorizeUrl: string, login: string): Promise<string> {
  const jar: Record<string, string> = {}

  async function visit(url: string, form?: Record<string, string>): Promise<string> {
    const Cookie = Object.entries(jar)
      .map((pair) => pair.join('='))
      .join('; ')
    const body = form && new URLSearchParams(form)
    const reply = await fetch(url, {
      headers: { Cookie },
      redirect: 'manual',
      ...(body && { method: 'POST', body }),
    })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar[name] = value
    }
    const page = await reply.text()
    const location = reply.headers.get('Location')
    if (location?.startsWith(`${ISSUER}/`)) return location.slice(ISSUER.length)
    if (location !== null) return visit(new URL(location, url).href)
    const action = /<form[^>]+action="([^"]+)"/.exec(page)?.[1]
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (!action || !prompt) throw new Error(`${reply.status}: ${page.slice(0, 500)}`)
    return visit(new URL(action, url).href, { prompt, ...(prompt === 'login' && { login, password: 'any' }) })
  }

  return visit(authorizeUrl)
}
