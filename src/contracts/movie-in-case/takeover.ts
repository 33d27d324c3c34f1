import * as z from 'zod/mini'
import type { Dialect } from '../old-service.ts'
import { WORDINGS } from './wordings.ts'

const success = () =>
  z.object({
    success: z.literal(true),
    user: z.nullish(z.object({ user_email: z.nullish(z.string()) })),
  })

const failure = () => z.object({ success: z.literal(false), message: z.string() })

export const takeover: Dialect = {
  path: '/user/logIn/local',
  leave: '/user/logOut',
  body: (email, password) => ({ email, password }),

  read({ status, body }) {
    const yes = success().safeParse(body)
    if (status === 200 && yes.success) {
      return { says: 'yes', profile: { email: yes.data.user?.user_email ?? undefined } }
    }
    const no = failure().safeParse(body)
    if (status !== 404 || !no.success) return null
    const told = (['unknown_account', 'wrong_password'] as const).find(
      (failure) => WORDINGS[failure].message === no.data.message,
    )
    return told === undefined ? null : { says: 'no', because: told }
  },
}
