import * as z from 'zod/mini'
import type { Dialect } from '../old-service.ts'

const success = () =>
  z.object({
    code: z.literal(0),
    result: z.object({ access_token: z.string().check(z.minLength(1)) }),
    redirect: z.nullish(z.string()),
  })

const failure = () => z.object({ code: z.int().check(z.refine((code) => code !== 0)) })

/** The document shows no failure: these are HTTP's own. */
const REFUSALS = [400, 401, 403]
const TOO_MANY = 429

export const takeover: Dialect = {
  path: '/api/v1/auth/login',
  body: (user, password) => ({ user, password }),

  read({ status, body }) {
    const yes = success().safeParse(body)
    if (status === 200 && yes.success) {
      return { says: 'yes', profile: { mustChangePassword: yes.data.redirect === 'pw/reset' } }
    }
    const mayRefuse = status === 200 || (status >= 400 && status < 500 && status !== TOO_MANY)
    const isNo = REFUSALS.includes(status) || (mayRefuse && failure().safeParse(body).success)
    return isNo ? { says: 'no', because: 'wrong_password' } : null
  },
}
