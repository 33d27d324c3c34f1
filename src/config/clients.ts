import * as z from 'zod/mini'
import { CONTRACTS } from './contracts.ts'

type AppUrl = `${(typeof CONTRACTS)[number]}_APP_URL`
const NAMES = CONTRACTS.map((contract): AppUrl => `${contract}_APP_URL`)

const withoutSlash = (given: string) => given.replace(/\/$/, '')

/** As browsers write it; the path, if any, is where the client's own paths begin. */
function isBase(given: string): boolean {
  const url = URL.parse(given)
  const [base, path] = url ? [url.origin + url.pathname, url.pathname] : ['', '']
  return [given, `${given}/`].includes(base) && !path.includes('//')
}

const appUrl = () =>
  z._default(
    z.union([
      z.literal(''),
      z.pipe(
        z
          .url({ protocol: /^https?$/ })
          .check(z.refine(isBase, 'is not written as browsers do, or has a name, a query or a fragment')),
        z.transform(withoutSlash),
      ),
    ]),
    '',
  )

/** Where each contract's client lives, without a slash at its end; empty where nothing is said. */
export const appUrls = () =>
  Object.fromEntries(NAMES.map((name) => [name, appUrl()])) as Record<AppUrl, ReturnType<typeof appUrl>>

/** The configuration, with the origins of the contracts' clients among those that are allowed. */
export const withClients = <Config extends Record<AppUrl, string> & { ALLOWED_ORIGINS: string[] }>(
  config: Config,
): Config => {
  const origins = NAMES.flatMap((name) => (config[name] === '' ? [] : new URL(config[name]).origin))
  return { ...config, ALLOWED_ORIGINS: [...config.ALLOWED_ORIGINS, ...origins] }
}
