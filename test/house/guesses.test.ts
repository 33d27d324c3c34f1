/// <reference types="vite/types/importMeta.d.ts" />
import { expect, test } from 'vitest'
import { ALPHABET, LENGTHS, type Purpose } from '../../src/core/storage/codes.ts'
import { ALL_GUESSES, BACKOFF, LETTERS, type Shared, STRANGERS } from '../../src/core/storage/limit-rules.ts'
import { DAY, HOUR, SECOND } from '../../src/core/time.ts'

const pages = import.meta.glob<string>(['../../README.md', '../attacks/README.md'], {
  query: '?raw',
  eager: true,
  import: 'default',
})
const security = pages['../attacks/README.md'] ?? ''
const readme = pages['../../README.md'] ?? ''

const YEAR = 365 * DAY
/** A year has so many whole days of the rule, and the end of another before them. */
const mostIn = (time: number, { most, per }: Shared) => Math.ceil(time / per + 1) * most - 1

/** By when the rule has let so many pass, one at each end of its pauses. */
function backedOff(within: number): number {
  const attempts = 'attempts' in BACKOFF ? BACKOFF.attempts : 0
  let [count, at] = [attempts, 0]
  for (; ; count++) {
    at += Math.min(HOUR, 30 * SECOND * 2 ** (count - attempts))
    if (at >= within) return count
  }
}

/** The row of the table of guesses that begins so. */
const rowOf = (beginning: string) =>
  security
    .split('\n')
    .find((line) => line.startsWith(`| ${beginning}`))
    ?.split('|')
    .slice(2, -1)
    .map((cell) => Number(cell.replaceAll(',', '')))

/** That a year of guesses at the codes of one account or address and this purpose hits one, wherever its days begin. */
const chanceOf = (purpose: Purpose) => mostIn(YEAR, ALL_GUESSES) / ALPHABET.length ** LENGTHS[purpose]

/** What a stranger can guess at beside each other: codes of an account, or of an address that is being verified. */
const BESIDE: Purpose[][] = [['password reset', 'sign-in'], ['sign-up']]

test.for(Object.keys(LENGTHS) as Purpose[])(
  'a year of guesses at codes for a %s has a chance below 2^-30',
  (purpose) => {
    expect(mostIn(YEAR, ALL_GUESSES)).toBeLessThan(102_500)
    expect(Math.log2(chanceOf(purpose))).toBeLessThan(-30)
  },
)

test.for(BESIDE)(
  'a year of guesses at all codes that stand beside each other has it too: %s',
  (...purposes) => {
    const all = purposes.flat().filter((one): one is Purpose => typeof one === 'string')
    expect(all.length).toBeGreaterThan(0)
    expect(Math.log2(all.reduce((sum, one) => sum + chanceOf(one), 0))).toBeLessThan(-30)
  },
)

test.for([
  ['sign-in', STRANGERS],
  ['letters', LETTERS],
  ['codes', ALL_GUESSES],
] as const)('of %s 50 networks leave a whole share over', ([, { open, share, most }]) => {
  expect(open + 50 * share + share).toBeLessThanOrEqual(most)
})

test('the security page has the numbers of the rules', () => {
  const shared = ({ most, per }: Shared) => [most, most, most, (most * YEAR) / per]
  expect(rowOf('passwords at one login')).toEqual(shared(STRANGERS))
  expect(rowOf('passwords by those who hold sessions')).toEqual(shared(STRANGERS))
  expect(rowOf('mailed codes')).toEqual(shared(ALL_GUESSES))
  const own = [backedOff(HOUR), backedOff(DAY), DAY / HOUR, backedOff(YEAR)]
  expect(rowOf('passwords by each browser')).toEqual(own)
  expect(rowOf('second factors')).toEqual(own)
})

test('the README has the numbers of the rules', () => {
  const told = (what: string, each: string, { open, share, most }: Shared) =>
    `${open} ${what}, then ${share} for each ${each} that had none, up to ${most}`
  expect(readme).toContain(told('wrong passwords a day', 'network', STRANGERS))
  expect(readme).toContain(told('wrong codes a day', 'network', ALL_GUESSES))
  expect(readme).toContain(told('by all', 'network', LETTERS))
  expect(readme).toContain(told('a day', 'session', STRANGERS))
})
