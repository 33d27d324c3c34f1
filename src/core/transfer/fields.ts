import * as z from 'zod/mini'

export const time = () =>
  z.pipe(
    z.iso.datetime({ offset: true }),
    z.transform((text) => Date.parse(text)),
  )

/** Neither control characters nor halves of characters: what SQLite's JSON would cut, or UTF-8 cannot hold. */
export const text = (longest: number) =>
  z.string().check(z.minLength(1), z.maxLength(longest), z.regex(/^[^\p{Cc}\p{Cs}]*$/u))

export const eachOnce = <T>(nameOf: (entry: T) => string) =>
  z.refine<T[]>((entries) => new Set(entries.map(nameOf)).size === entries.length)
