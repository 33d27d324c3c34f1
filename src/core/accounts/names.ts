import { Refusal } from '../refusal.ts'

/**
 * The canonical form of names and addresses: NFKC, then lower case. Lookups and uniqueness go through it, so that
 * what looks alike is alike. Null for what no account can have: invisible, control or blank characters, or nothing.
 */
function canonical(text: string, longest: number): string | null {
  const key = text.normalize('NFKC').toLowerCase()
  if (key.length === 0 || key.length > longest) return null
  return /[\p{C}\p{Z}\p{M}]/u.test(key) ? null : key
}

export const usernameKey = (username: string): string | null => canonical(username, 64)

const LONGEST_EMAIL = 254

/** RFC 5321 addresses without quoting, lists or comments; 254 characters at most. */
export function emailKey(email: string): string | null {
  const key = canonical(email, LONGEST_EMAIL)
  return key !== null && /^[^@"(),:;<>[\\\]]{1,64}@[^@"(),:;<>[\\\]]+$/.test(key) ? key : null
}

/** A name in the form that is stored and shown, and in the one that is unique. */
export interface Name {
  value: string
  key: string
}

/** ASCII and Hangul: no letter of one looks like a letter of the other. */
const NEW_USERNAME = /^[A-Za-z0-9가-힣][A-Za-z0-9가-힣._-]{1,31}$/
/** The parts that Hangul may be typed in, which NFC composes to the letters above. */
const HANGUL_PARTS = /[\u1100-\u11ff]/g

/**
 * Of a new account. Anything else that merely unfolds to such a name is refused, not repaired. Throws `bad_username`.
 */
export function requireUsername(text: string): Name {
  const value = text.normalize('NFC')
  const given = text.replace(HANGUL_PARTS, '가')
  if (!NEW_USERNAME.test(value) || /[^\w가-힣.-]/.test(given)) throw new Refusal('bad_username')
  return { value, key: value.toLowerCase() }
}

/**
 * Of a new address, which letters go to: a dot-atom (RFC 5322 §3.2.3) at a host name, all ASCII. Throws `bad_email`.
 */
export function requireEmail(text: string): Name {
  const [local = '', domain = '', ...more] = text.split('@')
  const labels = domain.split('.')
  const good =
    text.length <= LONGEST_EMAIL &&
    more.length === 0 &&
    local.length <= 64 &&
    local.split('.').every((atom) => /^[\w!#$%&'*+/=?^`{|}~-]+$/.test(atom)) &&
    labels.length > 1 &&
    labels.every((label) => /^[A-Za-z0-9-]{1,63}$/.test(label) && !/^-|-$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  if (!good) throw new Refusal('bad_email')
  return { value: text, key: text.toLowerCase() }
}
