import { Secret, TOTP } from 'otpauth'
import { expect, vi } from 'vitest'
import { type Harness, PEOPLE, type Person, type Reply } from './harness.ts'

export const JSON_TYPE = 'application/json; charset=UTF-8'

/** Asserts all that every contract promises of a reply: its status, its whole body, its type, and that none is cached. */
export function expectAnswer(reply: Reply, status: number, body: unknown): void {
  expect(reply.body).toEqual(body)
  expect(reply.status).toBe(status)
  expect(reply.headers.get('Content-Type')).toBe(JSON_TYPE)
  expect(reply.headers.get('Cache-Control')).toBe('no-store')
}

/** Every problem of the native API, with what this one adds. */
export const problem = (status: number, code: string, more: object = {}) => ({
  type: `https://auth.test/problems/${code}`,
  status,
  code,
  title: expect.any(String),
  instance: expect.stringMatching(/^[\w-]{1,64}$/),
  ...more,
})

/** One field of the body that is wrong. */
export const fault = (pointer: string, code: string) => ({ pointer, code, detail: expect.any(String) })

/** What the native API answers; which fields are wrong is another question. */
export function expectProblem(reply: Reply, status: number, code: string): void {
  const { errors, reason, ...body } = reply.body
  const retryAfter = reply.headers.get('Retry-After')
  expect(body).toEqual(problem(status, code, retryAfter === null ? {} : { retry_after: Number(retryAfter) }))
  expect(reply.status).toBe(status)
}

/** What each route that finishes a sign-in answers to a wrong code. */
export const WRONG_CODE: Record<string, { status: number; body: object }> = {
  '/v1/sessions/second-factor': {
    status: 401,
    body: problem(401, 'wrong_code'),
  },
  '/auth': {
    status: 200,
    body: { data: {}, resStatus: { code: '0001', message: '인증 코드가 올바르지 않습니다.' } },
  },
}

export const JWT = expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
export const REFRESH_TOKEN = expect.stringMatching(/^[1-9]\d*\.[\w-]{22}\.[\w-]{43}\.[\w-]{43}$/)
export const RESET_TOKEN = expect.stringMatching(/^[\w-]{22}\.[\w-]{43}$/)
/** 32 random bytes. */
export const SECRET = expect.stringMatching(/^[\w-]{43}$/)

const lax = (seconds: number) => `Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=Lax`
export const FULL_COOKIE = lax(30 * 86_400)
export const PENDING_COOKIE = lax(600)
export const RESTRICTED_COOKIE = lax(3600)
export const CLEARED_COOKIE = lax(0)
export const DEVICE = { '__Host-munjigi_device': lax(400 * 86_400) }

export const attributesOf = ({ cookies }: Reply) =>
  Object.fromEntries(Object.entries(cookies).map(([name, { attributes }]) => [name, attributes]))

export const cookieValue = ({ cookies }: Reply, name: string) => cookies[name]?.value

/** Imported with a password that every contract takes, and that must change. */
export const MUST_CHANGE: Person = {
  username: 'oldtimer',
  email: 'oldtimer@example.com',
  password: 'old-timer-1',
  nickname: '옛날',
  mustChangePassword: true,
}

export const NEW_PASSWORD = 'brand-new-pw-1'

/** The second factor of `PEOPLE.pong` at the harness's time, `steps` of 30 seconds from now. */
export function totpCode({ clock }: Harness, steps = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(PEOPLE.pong.seed) })
  return totp.generate({ timestamp: clock.now + steps * 30_000 })
}

/** Codes of the right form that are not the right one. */
export const wrongTotpCode = (h: Harness) =>
  String((Number(totpCode(h)) + 500_000) % 1_000_000).padStart(6, '0')

/** Bindings whose storage is down: preparing a call works, as it does on the real ones, and making it fails. */
const down = <Binding extends object>(reason: string): Binding =>
  new Proxy({} as Binding, {
    get(_, method) {
      const prepares = ['withSession', 'prepare', 'bind'].includes(String(method))
      return prepares ? () => down(reason) : () => Promise.reject(new Error(reason))
    },
  })

export const DATABASE_DOWN: Partial<Env> = { DB: down<D1Database>('D1_ERROR: storage is down') }
export const KV_DOWN: Partial<Env> = { KV: down<KVNamespace>('KV GET failed: storage is down') }

/** Counts what passwords cost while `work` runs: calls of PBKDF2. */
export async function countHashes(work: () => Promise<unknown>): Promise<number> {
  const derive = vi.spyOn(crypto.subtle, 'deriveBits')
  try {
    await work()
    return derive.mock.calls.length
  } finally {
    // A test that fails in between must not count for the next one.
    derive.mockRestore()
  }
}
