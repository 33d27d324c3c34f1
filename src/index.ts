import { createApp } from './app.ts'
import { createAuth } from './core/auth.ts'
import { contextOf, real } from './deps.ts'
import { createLog } from './http/log.ts'

const app = createApp()

export { Auth } from './entrypoint.ts'

export default {
  fetch: (request, env, execution) => app.fetch(request, env, execution),

  async scheduled(controller, env, execution) {
    const requestId = `cron-${controller.scheduledTime}`
    const log = createLog(requestId, real.now, real.write)
    const caller = { requestId, ip: null, network: 'none', userAgent: null, device: null }
    const auth = createAuth(contextOf(env, execution, caller, log, real))
    try {
      await auth.purgeExpired().finally(() => auth.reportStorage())
    } catch (error) {
      log.error('purge_failed', error)
      throw new Error('the purge failed')
    }
  },
} satisfies ExportedHandler<Env>
