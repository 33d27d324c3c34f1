import * as z from 'zod/mini'
import type { Dialect } from '../old-service.ts'

/** Its failures repeat their status in the body. */
const reply = () =>
  z.object({
    status: z.optional(z.int()),
    token: z.optional(z.string().check(z.minLength(1))),
  })

export const takeover: Dialect = {
  path: '/api/users/login',
  body: (userId, password) => ({ userId, password }),

  read({ status, body }) {
    const { data: said } = reply().safeParse(body)
    const told = said?.status ?? status
    if (status === 200 && told === 200 && said?.token !== undefined) return { says: 'yes', profile: {} }
    const isNo = told === 401 && (status === 200 || status === 401) && said?.token === undefined
    return isNo ? { says: 'no', because: 'wrong_password' } : null
  },
}
