import { getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from '../../http/app-env.ts'
import { type ScopedCookie, scoped } from '../../http/cookies.ts'

/**
 * What goes with somebody from step to step, and stands in no address: in a cookie that the pages under `path` alone see. For
 * `lifetime` milliseconds.
 */
export const carry = (c: Ctx, { name, path }: ScopedCookie, carried: string[], lifetime: number): void =>
  setCookie(
    c,
    name,
    new URLSearchParams(carried.map((one) => ['', one])).toString(),
    scoped(c, path, lifetime),
  )

/** Empty where nothing was carried here. */
export const carriedBy = (c: Ctx, { name }: ScopedCookie): string[] =>
  new URLSearchParams(getCookie(c, name) ?? '').getAll('')

export const drop = (c: Ctx, scope: ScopedCookie): void => carry(c, scope, [], 0)
