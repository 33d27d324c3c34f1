import * as z from 'zod/mini'
import type { Account } from '../core/auth.ts'

/** What a name on a screen must not hold: control characters, line ends, what turns the writing direction. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

export const nickname = () =>
  z.string().check(z.refine((text) => [...text].length <= 40 && text.trim() !== '' && !UNSEEN.test(text)))

/** A whole number in a query or a path. */
export const number = () => z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number))

export const accountFields = ({ id, username, email, nickname, emailVerifiedAt }: Account) => ({
  id,
  username,
  email,
  nickname,
  email_verified: emailVerifiedAt !== null,
})

/** RFC 3339, in UTC. */
export const time = (milliseconds: number): string => new Date(milliseconds).toISOString()
