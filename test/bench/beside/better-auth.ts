import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { hash } from '../workers/hash.ts'

/**
 * Better Auth as its documentation has it on Workers: users in D1, sessions in KV, here with the service's own hash, so
 * that what is compared is everything beside it. It counts no attempts.
 */
const optionsOf = (env: Env, origin: string) => ({
  baseURL: origin,
  secret: env.CODE_KEY,
  database: env.DB,
  secondaryStorage: {
    get: (key: string) => env.KV.get(key),
    set: (key: string, value: string, ttl?: number) =>
      env.KV.put(key, value, ttl === undefined ? {} : { expirationTtl: Math.max(60, ttl) }),
    delete: (key: string) => env.KV.delete(key),
  },
  emailAndPassword: {
    enabled: true,
    password: {
      async hash(password: string) {
        const salt = crypto.getRandomValues(new Uint8Array(32))
        return `${salt.toBase64()}.${new Uint8Array(await hash(env, password, salt)).toBase64()}`
      },
      async verify({ password, hash: stored }: { password: string; hash: string }) {
        const [salt = '', expected = ''] = stored.split('.')
        const derived = await hash(env, password, Uint8Array.fromBase64(salt))
        return crypto.subtle.timingSafeEqual(derived, Uint8Array.fromBase64(expected))
      },
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
})

let auth: ReturnType<typeof betterAuth> | undefined

export default {
  async fetch(request: Request, env: Env) {
    const { origin, pathname } = new URL(request.url)
    const options = optionsOf(env, origin)
    if (pathname === '/migrate') {
      await (await getMigrations(options)).runMigrations()
      return new Response()
    }
    auth ??= betterAuth(options)
    return auth.handler(request)
  },
}
