import * as z from 'zod/mini'

/** One of an export's accounts, in our words. */
export interface Person {
  username: string | null
  email: string | null
  emailVerified: boolean
  nickname: string | null
  /** In a form that an import takes, or a digest that the converter wraps. */
  hash: string | null
  passwordChangedAt: string | null
  mustChangePassword: boolean
  disabled: boolean
  createdAt: string | null
  identities: Identity[]
  /** What of the account does not come along, for the report. */
  leftOut: string[]
}

export interface Identity {
  /** As its own system calls it. */
  provider: string
  subject: string
  createdAt: string | null
}

/** What stands at one place of an export: an account, or why there is none. */
export type Found = { place: string } & ({ person: Person } | { why: string })

/** Reads an export, and what it keeps apart. Throws for what is no such export at all. */
export type Source = (text: string, config: string | null) => Found[]

export const person = (known: Partial<Person>): Person => ({
  username: null,
  email: null,
  emailVerified: false,
  nickname: null,
  hash: null,
  passwordChangedAt: null,
  mustChangePassword: false,
  disabled: false,
  createdAt: null,
  identities: [],
  leftOut: [],
  ...known,
})

/** Null, absent and empty alike. */
export const text = () =>
  z.pipe(
    z.nullish(z.union([z.string(), z.number()])),
    z.transform((given) => (given === undefined || given === null || given === '' ? null : String(given))),
  )

/** As databases write it: JSON's, a number, or a letter in CSV. */
export const flag = () =>
  z.pipe(
    z.nullish(z.union([z.boolean(), z.number(), z.string()])),
    z.transform((given) => [true, 1, '1', 't', 'true', 'TRUE', 'True'].includes(given as string)),
  )

/** A time in any form that the exports have, as RFC 3339; null for none, and for what is no time. */
export function timeOf(given: string | number | Date | null | undefined): string | null {
  if (given === null || given === undefined || given === '') return null
  const isNumber = typeof given === 'number' || (typeof given === 'string' && /^\d{9,}$/.test(given))
  const date = new Date(isNumber ? milliseconds(Number(given)) : sqlTime(given))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** Of a number of seconds or of milliseconds. */
const milliseconds = (number: number) => (number < 1e11 ? number * 1000 : number)

/** `2024-12-04 17:10:13.5+00`, as SQL writes it; without a zone it is UTC. */
function sqlTime(given: string | Date): string | Date {
  if (given instanceof Date) return given
  const [, day, clock, zone] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(.*)$/.exec(given) ?? []
  if (day === undefined) return given
  const offset = /^[+-]\d\d$/.test(zone ?? '') ? `${zone}:00` : zone || 'Z'
  return `${day}T${clock}${offset}`
}

export const time = () =>
  z.pipe(
    z.nullish(z.union([z.string(), z.number()])),
    z.transform((given) => timeOf(given)),
  )

/** Each record as what `make` says of it; one that does not fit the schema is told by its field. */
export function foundIn<T>(
  records: unknown[],
  schema: z.ZodMiniType<T>,
  what: string,
  make: (record: T) => Person | string,
): Found[] {
  return records.map((record, index) => {
    const place = `${what} ${index + 1}`
    const { success, data, error } = schema.safeParse(record)
    if (!success) return { place, why: `not as expected: ${error.issues[0]?.path.join('.') || 'the record'}` }
    const made = make(data)
    return typeof made === 'string' ? { place, why: made } : { place, person: made }
  })
}
