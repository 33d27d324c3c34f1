import { zValidator } from '@hono/zod-validator'
import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod'
import { MailboxPage } from './mailbox-page.tsx'
import { emptyMailbox, failNext, readMail, storeMail, takeFailure } from './messages.ts'

const HANG = 15_000

const names: Record<number, string> = {
  400: 'invalid_idempotency_key',
  401: 'missing_api_key',
  403: 'invalid_api_key',
  422: 'validation_error',
  429: 'rate_limit_exceeded',
  500: 'internal_server_error',
}

/** The mail API's own words for a refusal. */
function refuse(c: Context, status: number, message: string): Response {
  if (status === 429) c.header('Retry-After', '1')
  const name = names[status] ?? 'application_error'
  return c.json({ statusCode: status, name, message }, status as ContentfulStatusCode)
}

const mail = z.object({
  from: z.string().min(1),
  to: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1).max(50)]),
  subject: z.string().min(1),
  text: z.string().default(''),
  html: z.string().default(''),
})

const key = z.object({ 'idempotency-key': z.string().min(1).max(256).optional() })

const failure = z.object({
  status: z.union([z.int().min(400).max(599), z.literal('timeout')]),
  times: z.int().min(0),
})

/** Stands in for the mail API in local development, and shows what was sent. */
export const mailbox = new Hono<{ Bindings: Env }>({ strict: false })
  .basePath('/dev/mailbox')

  .use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })

  .get('/', async (c) => {
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'",
    )
    return c.html(<MailboxPage messages={await readMail(c.env.DB)} />)
  })

  .post('/', csrf(), async (c) => {
    await emptyMailbox(c.env.DB)
    return c.redirect('/dev/mailbox', 303)
  })

  .post(
    '/emails',
    async (c, next) => {
      if (c.req.header('Authorization') === `Bearer ${c.env.MAIL_API_KEY}`) return next()
      return refuse(c, 401, 'Missing or wrong API key')
    },
    zValidator('header', key, (result, c) => {
      if (!result.success) return refuse(c, 400, 'The idempotency key must be between 1 and 256 characters')
    }),
    zValidator('json', mail, (result, c) => {
      if (!result.success) return refuse(c, 422, z.prettifyError(result.error))
    }),
    async (c) => {
      const asked = await takeFailure(c.env.DB)
      if (asked === 'timeout') await scheduler.wait(HANG)
      if (asked !== null) return refuse(c, asked === 'timeout' ? 504 : asked, 'This failure was asked for')
      return c.json({
        id: await storeMail(c.env.DB, c.req.valid('json'), c.req.valid('header')['idempotency-key']),
      })
    },
  )

  .get('/messages', zValidator('query', z.object({ to: z.string().optional() })), async (c) =>
    c.json(await readMail(c.env.DB, c.req.valid('query').to)),
  )

  .delete('/messages', async (c) => {
    await emptyMailbox(c.env.DB)
    return c.body(null, 204)
  })

  .post('/fail', zValidator('json', failure), async (c) => {
    const { status, times } = c.req.valid('json')
    await failNext(c.env.DB, status, times)
    return c.body(null, 204)
  })
