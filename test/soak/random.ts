/** Draws that repeat themselves for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  share(): number
  /** A whole number below `count`. */
  below(count: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T | undefined
  /** Lower-case letters and digits. */
  text(length: number): string
  /** An IPv4 address of a private network. */
  address(): string
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const mix = (a: number, b: number) => Math.imul(a ^ (a >>> 16) ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b) >>> 0

/** The draws of the `n`-th act of a run, which are the same however long the acts before it took (mulberry32). */
export function random(seed: number, n: number): Random {
  let state = mix(mix(seed, n), n)
  function share(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(share() * count)
  return {
    share,
    below,
    chance: (probability) => share() < probability,
    pick: (items) => items[below(items.length)],
    text: (length) => Array.from({ length }, () => LETTERS[below(LETTERS.length)]).join(''),
    address: () => `10.${below(256)}.${below(256)}.${below(256)}`,
  }
}
