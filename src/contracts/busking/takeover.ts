import * as z from 'zod/mini'
import type { Dialect } from '../old-service.ts'

const success = () =>
  z.object({
    success: z.literal(true),
    data: z.object({
      user: z.object({ id: z.int(), username: z.string(), nickname: z.nullish(z.string()) }),
    }),
  })

const failure = () => z.object({ errorCode: z.literal('USER_NOT_FOUND') })

export const takeover: Dialect = {
  path: '/api/auth/login',
  body: (username, password) => ({ username, password }),

  read({ status, body }) {
    if (status === 401 && failure().safeParse(body).success) return { says: 'no', because: 'wrong_password' }
    const yes = success().safeParse(body)
    if (status !== 200 || !yes.success) return null
    const { id, username, nickname } = yes.data.data.user
    return { says: 'yes', profile: { externalId: String(id), username, nickname: nickname ?? undefined } }
  },
}
