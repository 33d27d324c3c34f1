import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import type { FoundAccount } from '../core/operators/account-search.ts'
import type { OperatorAct } from '../core/operators/operators.ts'
import { Refusal } from '../core/refusal.ts'
import type { TakeoverReport } from '../core/takeover/report.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { bearerToken } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { jsonIfAny, query, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { recordedFields, recordedLines, replyLines } from '../http/ndjson.ts'
import {
  accountFields,
  moment,
  number,
  placeFields,
  realm,
  reason,
  time,
  timeOrNull,
  whereSeveral,
} from './fields.ts'

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
const history = () =>
  z.object({
    account: z.optional(number()),
    what: z.optional(z.string()),
    contract: z.optional(z.string()),
    from: z.optional(moment()),
    to: z.optional(moment()),
    before: z.optional(number()),
  })
const grounds = () => z.object({ reason: z.optional(reason()) })
const rest = () => z.object({ after: z._default(number(), 0) })

const accountOf = (c: Ctx): number => {
  const id = number().safeParse(c.req.param('id'))
  if (!id.success) throw new Refusal('no_such_account')
  return id.data
}

interface Grounds {
  in: { json?: { reason?: string | undefined } }
  out: { json: { reason?: string | undefined } }
}

const act = (name: OperatorAct) => async (c: HonoContext<AppEnv, string, Grounds>) => {
  await auth(c).actOn(accountOf(c), name, { language: languageOf(c), ...c.req.valid('json') })
  return c.body(null, 204)
}

/** What an operator does, by the admin token alone. */
export const admin = new Hono<AppEnv>()
  .use('/admin/*', operatorsOnly)
  .get('/admin/accounts', query(search), async (c) => {
    const { page, next } = await auth(c).findAccounts(c.req.valid('query'))
    return reply(c, { accounts: page.map((account) => foundFields(c, account)), next })
  })
  .post('/admin/accounts/:id/disable', jsonIfAny(grounds), act('disable'))
  .post('/admin/accounts/:id/enable', jsonIfAny(grounds), act('enable'))
  .post('/admin/accounts/:id/require-password-change', jsonIfAny(grounds), act('require-password-change'))
  .post('/admin/accounts/:id/end-sessions', jsonIfAny(grounds), act('end-sessions'))
  .post('/admin/accounts/:id/reopen', jsonIfAny(grounds), async (c) => {
    await auth(c).reopenSignIn(accountOf(c), c.req.valid('json').reason)
    return c.body(null, 204)
  })
  .get('/admin/events', query(history), async (c) => {
    const { page, next } = await auth(c).listAllEvents(c.req.valid('query'))
    return reply(c, { events: page.map(recordedFields), next })
  })
  .get('/admin/events/export', query(history), (c) =>
    replyLines(c, recordedLines(auth(c).streamEvents(c.req.valid('query')))),
  )
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
