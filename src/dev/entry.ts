import { ConfigError } from '../config.ts'
import type { Told } from '../core/ports.ts'
import production, { Auth as ProductionAuth } from '../index.ts'
import { addDocumentedAccounts } from './accounts.ts'
import { docs } from './docs.ts'
import { mailbox } from './mailbox.tsx'
import { createMailboxTables } from './messages.ts'

/** DEV_PORT is the port that setup.ts asked for; absent when it is left to the system. */
type DevEnv = Env & { DEV_PORT?: string }

const environments = new Map<string, Env>()

/** What setup.ts writes into .dev.vars: this server, whatever its port. */
const THIS_SERVER = 'http://localhost:8787'

/** One object for each port, since what is made from an environment is remembered by its identity. */
function onPort(env: DevEnv, requestedPort: string): Env {
  // The port in a request is what its Host header says, so it comes second.
  const port = env.DEV_PORT ?? requestedPort
  const known = environments.get(port)
  if (known) return known
  const here = `http://localhost${port && `:${port}`}`
  const made = {
    ...env,
    ...(env.MAIL_API_URL === 'mailbox:' && { MAIL_API_URL: `${here}/dev/mailbox/emails` }),
    ...(env.ISSUER === THIS_SERVER && port !== '' && { ISSUER: here }),
  }
  environments.set(port, made)
  return made
}

/** For a Worker that runs beside this one in `wrangler dev` and binds it as a service. */
export class Auth extends ProductionAuth {
  constructor(execution: ExecutionContext, env: DevEnv) {
    super(execution, onPort(env, ''))
  }
}

const worker: ExportedHandler<Env, Told> & Pick<typeof production, 'fetch'> = production

let ready: Promise<unknown> | undefined

async function prepare(env: Env, ctx: ExecutionContext): Promise<void> {
  if (!ready) {
    ready = Promise.all([createMailboxTables(env.DB), addDocumentedAccounts(env)])
    // A client that hangs up must not end what other requests wait for.
    ctx.waitUntil(ready.catch(() => {}))
  }
  try {
    await ready
  } catch (error) {
    ready = undefined
    // Faults of configuration are the production worker's to report.
    if (!(error instanceof ConfigError)) throw error
  }
}

/**
 * Tells the browser how long the reply took to begin (Server-Timing). In production the clock stands while code runs.
 */
async function timed(answer: () => Response | Promise<Response>): Promise<Response> {
  const startedAt = performance.now()
  const reply = await answer()
  const headers = new Headers(reply.headers)
  headers.set('Server-Timing', `app;dur=${(performance.now() - startedAt).toFixed(1)}`)
  return new Response(reply.body, { status: reply.status, headers })
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url)
    const local = onPort(env, url.port)
    await prepare(local, ctx)
    if (/^\/docs(\/|$)/.test(url.pathname)) return docs.fetch(request)
    const isMail = /^\/dev\/mailbox(\/|$)/.test(url.pathname)
    return isMail ? mailbox.fetch(request, local, ctx) : timed(() => worker.fetch(request, local, ctx))
  },

  async scheduled(controller, env, ctx) {
    const local = onPort(env, '')
    await prepare(local, ctx)
    await worker.scheduled?.(controller, local, ctx)
  },

  async queue(batch, env, ctx) {
    await worker.queue?.(batch, onPort(env, ''), ctx)
  },
} satisfies ExportedHandler<DevEnv, Told>
