import { appCode } from '../acts/second-factor.ts'
import { FINISH, jarOf } from '../acts/sign-in.ts'
import { nativeByCookie, nativeByToken } from '../contracts/native.ts'
import type { Harness, Reply } from '../world/harness.ts'
import { cookieLife, type Flow, from, NARA, native503, secretsOf, signedIn } from './flows.ts'

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const { password } = NARA
const byCookie = nativeByCookie
const byToken = nativeByToken

type Cookies = Record<string, string>

const signIn = (h: Harness, { path, credentials } = byToken) =>
  from(h, 'POST', path, { body: credentials(NARA) })
const enrol = (h: Harness, cookies: Cookies) =>
  from(h, 'POST', '/v1/me/totp', { cookies, body: { password } })
const confirm = (h: Harness, cookies: Cookies, code: string) =>
  from(h, 'POST', '/v1/me/totp/confirm', { cookies, body: { code } })
const renew = (h: Harness, cookies: Cookies) =>
  from(h, 'POST', '/v1/me/recovery-codes', { cookies, body: { password } })

async function finish(h: Harness, asked: Reply, code: string) {
  return from(h, 'POST', FINISH, { body: { code, challenge: asked.body.challenge } })
}

/** Whether the password asks for a second factor, and what the account's other cookie is good for. */
const seenFrom = (h: Harness, other: Cookies) => async () => ({
  factor: (await signIn(h)).body.next === 'second_factor',
  ...(await cookieLife(h, other)),
})

const DEAD = { me: 401, current: 401 }
const before = (factor: boolean) => [
  { factor, me: 200, current: 200 },
  // Refused where KV is asked, still its owner's where D1 is, who may repeat the request.
  { factor, me: 200, current: 401 },
]

/** Two cookies of an account whose second factor is on. */
async function withFactor(h: Harness) {
  await h.person({ ...NARA, seed: SEED })
  const sessions = []
  for (const steps of [-1, 0]) {
    sessions.push(await finish(h, await signIn(h, byCookie), appCode(h, SEED, steps)))
  }
  const [jar = {}, other = {}] = sessions.map(jarOf)
  return { jar, other, secrets: [SEED, ...sessions.flatMap(secretsOf)] }
}

const enrolTotp: Flow = {
  title: 'enrol a second factor',
  passes: '201',
  fails: native503,
  proves: '200',
  worlds: [{ factor: false, me: 200, current: 200 }],
  done: { factor: false, me: 200, current: 200 },
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, byCookie)
    return {
      send: () => enrol(h, jar),
      secrets,
      world: seenFrom(h, jar),
      proof: ({ body }) => confirm(h, jar, appCode(h, body.secret)),
    }
  },
}

const confirmTotp: Flow = {
  title: 'confirm a second factor',
  passes: '200',
  fails: native503,
  // The factor is on, and its recovery codes were told nobody: the session goes on and can have others.
  lost: '409',
  proves: '201',
  defers: 1,
  worlds: [...before(false), { factor: true, ...DEAD }],
  done: { factor: true, ...DEAD },
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, byCookie)
    const other = await signIn(h, byCookie)
    const { secret } = (await enrol(h, jar)).body
    return {
      send: () => confirm(h, jar, appCode(h, secret)),
      secrets: [...secrets, ...secretsOf(other), secret],
      world: seenFrom(h, jarOf(other)),
      proof: async ({ body }) => {
        const [code] = body.recovery_codes ?? (await renew(h, jar)).body.recovery_codes
        return finish(h, await signIn(h), code)
      },
    }
  },
}

const disableTotp: Flow = {
  title: 'turn the second factor off',
  passes: '204',
  fails: native503,
  lost: '409',
  defers: 1,
  worlds: [...before(true), { factor: false, ...DEAD }],
  done: { factor: false, ...DEAD },
  arrange: async (h) => {
    const { jar, other, secrets } = await withFactor(h)
    const made = await renew(h, jar)
    const body = { password, code: appCode(h, SEED, 1) }
    return {
      send: () => from(h, 'DELETE', '/v1/me/totp', { cookies: jar, body }),
      secrets: [...secrets, ...secretsOf(made)],
      world: seenFrom(h, other),
    }
  },
}

const renewCodes: Flow = {
  title: 'renew the recovery codes',
  passes: '200',
  fails: native503,
  proves: '201',
  arrange: async (h) => {
    const { jar, secrets } = await withFactor(h)
    const made = await renew(h, jar)
    return {
      send: () => renew(h, jar),
      secrets: [...secrets, ...secretsOf(made)],
      proof: async ({ body }) => finish(h, await signIn(h), body.recovery_codes[0]),
    }
  },
}

/** Turning the second factor on and off, and its recovery codes. */
export const secondFactorFlows = [enrolTotp, confirmTotp, disableTotp, renewCodes]
