import * as z from 'zod/mini'

const FORM = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** `Date.parse` takes 30 February for 2 March. */
function isMoment(text: string): boolean {
  const day = text.slice(0, 10)
  return !Number.isNaN(Date.parse(text)) && new Date(day).toISOString().startsWith(day)
}

/** RFC 3339; milliseconds since the epoch. */
export const moment = () =>
  z.pipe(
    z.string().check(z.regex(FORM), z.refine(isMoment)),
    z.transform((text) => Date.parse(text)),
  )

/** Neither control characters nor halves of characters: what SQLite's JSON would cut, or UTF-8 cannot hold. */
export const text = (longest: number) =>
  z.string().check(z.minLength(1), z.maxLength(longest), z.regex(/^[^\p{Cc}\p{Cs}]*$/u))

export const eachOnce = <T>(nameOf: (entry: T) => string) =>
  z.refine<T[]>((entries) => new Set(entries.map(nameOf)).size === entries.length)
