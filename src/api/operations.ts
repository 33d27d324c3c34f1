import { Hono } from 'hono'
import { type AppEnv, auth } from '../http/app-env.ts'
import { reply } from '../http/json.ts'

/** What machines ask: the keys that verify access tokens (RFC 7517), and whether the service works. */
export const operations = new Hono<AppEnv>()
  .get('/.well-known/jwks.json', (c) => {
    c.header('Cache-Control', 'public, max-age=300')
    return reply(c, { keys: auth(c).publicKeys() })
  })
  .get('/health', async (c) => {
    await auth(c).checkStorage()
    return reply(c, { status: 'ok' })
  })
