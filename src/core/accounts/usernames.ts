import type { Profile } from '../ports.ts'

const LONGEST = 12
const NAMELESS = 'user'
const MOST_DIGITS = 8

const plain = (text: string) => text.normalize('NFKD').replace(/[^A-Za-z0-9]/g, '')

/**
 * A username in the likeness of the provider's: 2 to 12 ASCII letters and digits, which every contract takes. Later
 * attempts end in more and more random digits.
 */
export function usernameLike(
  crypto: Crypto,
  { username, email }: Pick<Profile, 'username' | 'email'>,
  attempt: number,
): string {
  const stem = [username, email?.split('@')[0]]
    .map((text) => plain(text ?? ''))
    .find(({ length }) => length > 1)
  if (stem && attempt === 0) return stem.slice(0, LONGEST)
  const digits = Math.min(2 + attempt, MOST_DIGITS)
  const random = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 10 ** digits
  return (stem ?? NAMELESS).slice(0, LONGEST - digits) + String(random).padStart(digits, '0')
}

const LONGEST_NICKNAME = 40

/** The name that is shown: without what cannot be seen, and never empty. */
export function nicknameLike({ nickname }: Pick<Profile, 'nickname'>, username: string): string {
  const seen = (nickname ?? '').replace(/\p{C}/gu, '').trim()
  return [...seen].slice(0, LONGEST_NICKNAME).join('') || username
}
