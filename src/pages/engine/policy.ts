import type { Config } from '../../config.ts'

/**
 * The content security policy of a page (CSP3). Chromium holds the redirects that a form is answered with to `form-action`
 * as well: they lead on to clients and providers.
 */
export function policyOf(
  config: Config | null,
  providers: string[],
  more: Record<string, string[]> = {},
): string {
  const logo = config?.BRAND_LOGO_URL ? [new URL(config.BRAND_LOGO_URL).origin] : []
  const directives: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', ...logo],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'", ...(config?.ALLOWED_ORIGINS ?? []), ...providers],
    'frame-ancestors': ["'none'"],
  }
  for (const [name, sources] of Object.entries(more)) {
    directives[name] = [...(directives[name] ?? []), ...sources]
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${[...new Set(sources)].join(' ')}`)
    .join('; ')
}
