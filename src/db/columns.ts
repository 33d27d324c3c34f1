import { customType } from 'drizzle-orm/sqlite-core'

/** A word that is stored as its place in the list. Throws for one that is not there, and for a number without one. */
export const word = <const Word extends string>(words: readonly Word[]) =>
  customType<{ data: Word; driverData: number }>({
    dataType: () => 'integer',
    toDriver(word) {
      const number = words.indexOf(word)
      if (number < 0) throw new Error(`no number stands for ${word}`)
      return number
    },
    fromDriver(number) {
      const word = words[number]
      if (word === undefined) throw new Error(`${number} stands for none of ${words.join(', ')}`)
      return word
    },
  })()

/** Words of a list in its order, each stored as the bit of its place. */
export const wordSet = <const Word extends string>(words: readonly Word[]) =>
  customType<{ data: Word[]; driverData: number }>({
    dataType: () => 'integer',
    toDriver: (set) => words.reduce((bits, word, place) => bits | (set.includes(word) ? 1 << place : 0), 0),
    fromDriver: (bits) => words.filter((_, place) => bits & (1 << place)),
  })()

/** The same as `word`, but that a word which is not in the list is stored as it is: it only costs more. */
export const wordOrText = (words: readonly string[]) =>
  customType<{ data: string; driverData: number | string }>({
    dataType: () => 'integer',
    toDriver(word) {
      const number = words.indexOf(word)
      return number < 0 ? word : number
    },
    fromDriver(stored) {
      const word = typeof stored === 'string' ? stored : words[stored]
      if (word === undefined) throw new Error(`${stored} stands for none of ${words.join(', ')}`)
      return word
    },
  })()

/** What D1 takes for a BLOB, and what it gives. */
type Bytes = Uint8Array | number[]

const BASE64URL = { alphabet: 'base64url', omitPadding: true } as const

function decoded(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.fromBase64(text, BASE64URL)
    return bytes.toBase64(BASE64URL) === text ? bytes : null
  } catch {
    return null
  }
}

/**
 * Base64url in code, bytes on disk. Text that nothing encodes to is stored and compared as it is: to look for what a
 * stranger made up finds nothing.
 */
export const bytes = customType<{ data: string; driverData: Bytes | string }>({
  dataType: () => 'blob',
  toDriver: (text) => decoded(text) ?? text,
  fromDriver: (stored) => (typeof stored === 'string' ? stored : Uint8Array.from(stored).toBase64(BASE64URL)),
})

/** What such a column holds for the text, as SQL's `unhex` reads it: for lists in JSON, which carries no bytes. */
export const hexOf = (text: string): string => decoded(text)?.toHex() ?? ''

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A UUID, of which the bytes are stored; any other text is stored as it is. */
export const uuidOrText = customType<{ data: string; driverData: Bytes | string }>({
  dataType: () => 'blob',
  toDriver: (text) => (UUID.test(text) ? Uint8Array.fromHex(text.replaceAll('-', '')) : text),
  fromDriver(stored) {
    if (typeof stored === 'string') return stored
    const hex = Uint8Array.from(stored).toHex()
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  },
})
