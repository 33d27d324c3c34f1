import { getCookie } from 'hono/cookie'
import type { Language } from '../../core/letters/words.ts'
import type { Ctx } from '../../http/app-env.ts'
import { languageOf } from '../../http/language.ts'
import { safeReturnTo } from '../../http/redirects.ts'

export const LANGUAGE = 'munjigi_lang'

/** What a page was asked with, and every page after it is. */
export interface Place {
  language: Language
  /** Whether the language was asked for here, and is to be remembered. */
  isAsked: boolean
  /** Where the person comes from, and goes back to. */
  returnTo: string | null
  realm: string | undefined
  /** Of this, what the next page is asked with. */
  kept: Record<string, string>
}

const places = new WeakMap<Ctx, Place>()

export function placeOf(c: Ctx): Place {
  const place = places.get(c) ?? readPlace(c)
  places.set(c, place)
  return place
}

const isLanguage = (text: string | null | undefined): text is Language => text === 'ko' || text === 'en'

function readPlace(c: Ctx): Place {
  const given = new URL(c.req.url).searchParams
  const asked = given.get('lang')
  const known = getCookie(c, LANGUAGE)
  const returnTo = returnToIn(c, given.getAll('return_to'))
  const realm = given.get('realm')?.match(/^[a-z\d-]{1,32}$/)?.[0]
  return {
    language: isLanguage(asked) ? asked : isLanguage(known) ? known : languageOf(c),
    isAsked: isLanguage(asked),
    returnTo,
    realm,
    kept: {
      ...(returnTo !== null && { return_to: returnTo }),
      ...(realm !== undefined && { realm }),
      ...(isLanguage(asked) && { lang: asked }),
    },
  }
}

/** Where nobody is led back to: from there a sign-in would begin, or end, once more. */
const STEPS = /^\/sign-(?:in|out)(?:\/|$)/

/** Of the places that are asked for, the one that people may be sent to. Null for any other, of which the log is told. */
function returnToIn(c: Ctx, given: string[]): string | null {
  const [first, ...more] = given
  if (first === undefined) return null
  const { ISSUER, ALLOWED_ORIGINS } = c.get('config')()
  const own = new URL(ISSUER).origin
  const returnTo = more.length === 0 ? safeReturnTo(first, [own, ...ALLOWED_ORIGINS]) : null
  if (returnTo !== null && !isStep(returnTo, own)) return returnTo
  c.get('log').info('return_to_ignored', { route: c.req.path })
  return null
}

function isStep(returnTo: string, own: string): boolean {
  const { origin, pathname } = new URL(returnTo, own)
  return origin === own && STEPS.test(unescaped(pathname))
}

/** As the router reads it. */
function unescaped(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** A path of ours, with what is kept of the place. */
export function hrefFrom(
  kept: Record<string, string>,
  path: string,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ ...kept, ...more }).toString()
  return query === '' ? path : `${path}?${query}`
}

/** The same for whoever has no view. */
export const hereTo = (c: Ctx, path: string, more?: Record<string, string>): string =>
  hrefFrom(placeOf(c).kept, path, more)

/** Where somebody goes who is signed in. */
export const onward = (c: Ctx): string => placeOf(c).returnTo ?? '/account'
