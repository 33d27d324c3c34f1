import { Secret, TOTP } from 'otpauth'
import type { Door } from '../contracts/table.ts'
import type { Harness, Person, Reply } from '../world/harness.ts'
import { challengeOf, jarOf, SINGER, signInByCookie } from './sign-in.ts'

/** What an authenticator app shows, `steps` of 30 seconds from the harness's time. */
export const appCode = (h: Harness, seed: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: h.clock.now + steps * 30_000 })

/** A code of the right form that is none of those accepted now. */
export function wrongCode(h: Harness, seed: string): string {
  const right = [-1, 0, 1].map((steps) => appCode(h, seed, steps))
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? ''
}

/** Answers what a door asked: by the cookie that it set, or the challenge in its body. */
export function finish(h: Harness, { route }: Door, asked: Reply, code: string): Promise<Reply> {
  const challenge = challengeOf(asked)
  const shown = Object.keys(asked.cookies).length > 0 ? {} : { challenge }
  return h.request('POST', route, { cookies: jarOf(asked), body: { code, ...shown } })
}

export const enrol = (h: Harness, cookies: Record<string, string>, { password }: Person = SINGER) =>
  h.request('POST', '/v1/me/totp', { cookies, body: { password } })

export const confirm = (h: Harness, cookies: Record<string, string>, code: string) =>
  h.request('POST', '/v1/me/totp/confirm', { cookies, body: { code } })

/** A person who turned the second factor on; the clock stands one step after the code that did it. */
export async function withSecondFactor(h: Harness, who: Person = SINGER, before = async () => {}) {
  const id = await h.person(who)
  await before()
  const cookies = await signInByCookie(h, who)
  const { secret } = (await enrol(h, cookies, who)).body
  const { recovery_codes } = (await confirm(h, cookies, appCode(h, secret))).body
  h.clock.pass(30_000)
  return { id, cookies, seed: secret as string, recoveryCodes: recovery_codes as string[] }
}
