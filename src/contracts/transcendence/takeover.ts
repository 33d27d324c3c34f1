import * as z from 'zod/mini'
import type { Dialect, Reading } from '../old-service.ts'

const reply = () =>
  z.object({
    data: z.optional(z.unknown()),
    resStatus: z.object({ code: z.enum(['0001', '0002']) }),
  })

const REDIRECTS = [301, 302]

/** The page that a success names, in its body or, in the document's older form, as a redirect's target. */
const PAGES: Record<string, Reading> = {
  '/main': { says: 'yes', profile: {} },
  '/auth': { says: 'second step' },
}

export const takeover: Dialect = {
  path: '/login',
  body: (id, password) => ({ id, password }),

  read({ status, location, body }) {
    const { data: said } = reply().safeParse(body)
    const isRedirect = REDIRECTS.includes(status)
    if (status !== 200 && !isRedirect) return null
    if (said?.resStatus.code === '0001') return isRedirect ? null : { says: 'no', because: 'wrong_password' }
    const target =
      isRedirect && location !== null ? URL.parse(location, 'https://old.invalid')?.pathname : undefined
    const page = typeof said?.data === 'string' ? said.data : undefined
    if (target !== undefined && page !== undefined && target !== page) return null
    const named = target ?? page ?? ''
    return Object.hasOwn(PAGES, named) ? (PAGES[named] ?? null) : null
  },
}
