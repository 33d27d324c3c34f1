import type * as z from 'zod/mini'
import type { Fault, FaultCode } from '../core/refusal.ts'

type Issue = z.core.$ZodIssue

/** What the path leads to in what was sent; undefined where there is nothing. */
const valueAt = (data: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((value, name) => Object(value)[name], data)

/** A refinement that says which fault it finds. */
const named = ({ params }: z.core.$ZodIssueCustom): FaultCode => (params?.fault as FaultCode) ?? 'malformed'

function codeOf(issue: Issue, data: unknown): Pick<Fault, 'code' | 'expected'> {
  if (issue.code === 'custom') return { code: named(issue) }
  if (valueAt(data, issue.path) === undefined) return { code: 'required' }
  if (issue.code === 'invalid_type') return { code: 'wrong_type', expected: issue.expected }
  if (issue.code === 'invalid_value') return { code: 'not_one_of', expected: issue.values.join(', ') }
  if (issue.code === 'too_big') return { code: 'too_long', expected: String(issue.maximum) }
  return { code: 'malformed' }
}

/** What is wrong with each field, by what zod has against it; the values themselves are in none of it. */
export const faultsOf = (issues: readonly Issue[], data: unknown, place?: 'query'): Fault[] =>
  issues.map((issue) => ({
    ...(place && { place }),
    path: issue.path.map((name) => (typeof name === 'symbol' ? String(name) : name)),
    ...codeOf(issue, data),
  }))

/** What a name on a screen must not hold: control characters, line ends, what turns the writing direction. */
export const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

/** Of why an operator does something, which is one line. */
export const LONGEST_REASON = 200

/** Whether the text can be shown as the name of somebody or something. */
export const isVisible = (text: string): boolean =>
  [...text].length <= 40 && text.trim() !== '' && !UNSEEN.test(text)
