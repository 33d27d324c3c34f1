import type { MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import type { Event } from '../core/auth.ts'
import type { FoundAccount } from '../core/operators/account-search.ts'
import type { OperatorAct } from '../core/operators/operators.ts'
import { Refusal } from '../core/refusal.ts'
import type { TakeoverReport } from '../core/takeover/report.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { bearerToken } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { query, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { replyLines } from '../http/ndjson.ts'
import { accountFields, number, placeFields, realm, time, timeOrNull, whereSeveral } from './fields.ts'

/** Its body is read as it comes, whatever its size. */
export const IMPORT = '/admin/accounts/import'

const operatorsOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  await auth(c).requireOperator(bearerToken(c))
  await next()
}

const search = () =>
  z.object({
    query: z._default(z.string().check(z.maxLength(255)), ''),
    realm: realm(),
    before: z.optional(number()),
  })
const history = () => z.object({ account: z.optional(number()), before: z.optional(number()) })
const rest = () => z.object({ after: z._default(number(), 0) })

const accountOf = (c: Ctx): number => {
  const id = number().safeParse(c.req.param('id'))
  if (!id.success) throw new Refusal('no_such_account')
  return id.data
}

const act = (name: OperatorAct) => async (c: Ctx) => {
  await auth(c).actOn(accountOf(c), name, languageOf(c))
  return c.body(null, 204)
}

/** What an operator does, by the admin token alone. */
export const admin = new Hono<AppEnv>()
  .use('/admin/*', operatorsOnly)
  .get('/admin/accounts', query(search), async (c) => {
    const { page, next } = await auth(c).findAccounts(c.req.valid('query'))
    return reply(c, { accounts: page.map((account) => foundFields(c, account)), next })
  })
  .post('/admin/accounts/:id/disable', act('disable'))
  .post('/admin/accounts/:id/enable', act('enable'))
  .post('/admin/accounts/:id/require-password-change', act('require-password-change'))
  .post('/admin/accounts/:id/end-sessions', act('end-sessions'))
  .post('/admin/accounts/:id/reopen', async (c) => {
    await auth(c).reopenSignIn(accountOf(c))
    return c.body(null, 204)
  })
  .get('/admin/events', query(history), async (c) => {
    const { page, next } = await auth(c).listAllEvents(c.req.valid('query'))
    return reply(c, { events: page.map(eventFields), next })
  })
  .post(IMPORT, async (c) =>
    replyLines(c, await auth(c).importAccounts(c.req.raw.body ?? new Blob().stream())),
  )
  .get('/admin/accounts/export', query(rest), async (c) =>
    replyLines(c, await auth(c).exportAccounts(c.req.valid('query').after)),
  )
  .get('/admin/takeover', async (c) =>
    reply(c, { contracts: (await auth(c).reportTakeover()).map(takeoverFields) }),
  )

const takeoverFields = ({ until, leftAloneUntil, days, ...report }: TakeoverReport) => ({
  ...report,
  until: timeOrNull(until),
  left_alone_until: timeOrNull(leftAloneUntil),
  days,
})

const foundFields = (c: Ctx, account: FoundAccount) => ({
  ...accountFields(c, account),
  must_change_password: account.mustChangePassword,
  disabled: account.disabledAt !== null,
  second_factor: account.secondFactor,
  created_at: time(account.createdAt),
  ...whereSeveral(c, { places: account.places.map(placeFields) }),
})

const eventFields = ({ id, accountId, what, actor, contract, at, ip, ...event }: Event) => ({
  id,
  account: accountId,
  what,
  actor,
  contract,
  at: time(at),
  ip,
  user_agent: event.userAgent,
  request_id: event.requestId,
})
