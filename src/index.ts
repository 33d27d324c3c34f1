import './order.ts'
import { createApp } from './app.ts'
import { createAuth } from './core/auth.ts'
import type { Told } from './core/ports.ts'
import { contextOf, real } from './deps.ts'
import { createLog } from './http/log.ts'

const app = createApp()

/** Seconds, where it is not the receiver that failed. */
const TROUBLE_PAUSE = 600

export { Auth } from './entrypoint.ts'

/** The use cases for what nobody asked for. */
function authFor(requestId: string, env: Env, execution: ExecutionContext) {
  const log = createLog(requestId, real.now, real.write)
  const caller = { requestId, ip: null, network: 'none', userAgent: null, device: null }
  return { log, auth: () => createAuth(contextOf(env, execution, caller, log, real)) }
}

export default {
  fetch: (request, env, execution) => app.fetch(request, env, execution),

  async scheduled(controller, env, execution) {
    const { log, auth } = authFor(`cron-${controller.scheduledTime}`, env, execution)
    try {
      const use = auth()
      await use.sendOverdueWebhooks().catch((error: unknown) => log.error('webhooks_failed', error))
      await use.purgeExpired().finally(() => use.reportStorage())
    } catch (error) {
      log.error('purge_failed', error)
      throw new Error('the purge failed')
    }
  },

  async queue({ messages }, env, execution) {
    const { log, auth } = authFor(`queue-${messages[0]?.id}`, env, execution)
    const handed = messages.map(({ body, attempts }) => ({ told: body, attempt: attempts }))
    const deliver = async () => auth().deliverWebhooks(handed)
    const pauses = await deliver().catch((error: unknown) => {
      log.error('webhooks_failed', error)
      return handed.map(() => TROUBLE_PAUSE)
    })
    for (const [at, message] of messages.entries()) {
      const pause = pauses[at]
      if (pause == null) message.ack()
      else message.retry({ delaySeconds: pause })
    }
  },
} satisfies ExportedHandler<Env, Told>
