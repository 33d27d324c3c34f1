/*
 * How drizzle tells its classes apart, in the place of its own file: by walking up the prototypes, so that two copies of the
 * library know each other's objects. Here is one copy; a sign-in asks a thousand times, which took a tenth of its work.
 */

export const entityKind = Symbol.for('drizzle:entityKind')
export const hasOwnEntityKind = Symbol.for('drizzle:hasOwnEntityKind')

// biome-ignore lint/complexity/noBannedTypes: any class, abstract ones too
export const is = (value: unknown, type: Function): boolean => value instanceof type
