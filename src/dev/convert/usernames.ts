import { usernameKey } from '../../core/accounts/names.ts'
import type { Person } from './person.ts'

const LONGEST = 12
const NAMELESS = 'user'

const plain = (text: string | null | undefined) => (text ?? '').normalize('NFKD').replace(/[^A-Za-z0-9]/g, '')

export interface Named {
  username: string
  /** What it was made of; null for the account's own. */
  from: 'its username' | 'its e-mail' | 'its name' | 'nothing' | null
}

/**
 * A username for each, in their order, and the same at every run: its own where an import takes it and nobody before
 * has it, else 2 to 12 letters and digits, which every contract takes, in the likeness of what is known.
 */
export function usernamesOf(people: Person[]): Named[] {
  const taken = new Set<string>()
  const own = people.map(({ username }) => {
    const key = username === null ? null : usernameKey(username)
    if (key === null || taken.has(key)) return null
    taken.add(key)
    return username
  })
  const made = new FreeNames(taken)
  return people.map((person, at) => {
    const username = own[at]
    if (username) return { username, from: null }
    const sources = [
      ['its username', plain(person.username)],
      ['its e-mail', plain(person.email?.split('@')[0])],
      ['its name', plain(person.nickname)],
    ] as const
    const [from, stem] = sources.find(([, text]) => text.length > 1) ?? (['nothing', NAMELESS] as const)
    return { username: made.like(stem), from }
  })
}

/** Names that nobody has yet, each given once: the stem, or as much of it as a number leaves room for. */
class FreeNames {
  readonly #taken: Set<string>
  readonly #numbers = new Map<string, number>()

  constructor(taken: Set<string>) {
    this.#taken = taken
  }

  like(stem: string): string {
    const key = stem.toLowerCase().slice(0, LONGEST)
    for (let number = this.#numbers.get(key) ?? 1; ; number++) {
      const digits = number === 1 ? '' : String(number)
      const username = stem.slice(0, LONGEST - digits.length) + digits
      if (this.#taken.has(username.toLowerCase())) continue
      this.#taken.add(username.toLowerCase())
      this.#numbers.set(key, number + 1)
      return username
    }
  }
}
