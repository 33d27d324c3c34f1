import { env } from 'cloudflare:workers'
import { CARRIERS, type Caller, type Carrier, caller, GUEST, STATES, type State } from '../acts/callers.ts'
import type { Harness } from '../world/harness.ts'
import type { Rule } from './rules.ts'

export type Role = 'nobody' | 'the operator' | `the ${Carrier} of a ${State} session`
const sessions = STATES.flatMap((state) =>
  CARRIERS.map((carrier) => ({ state, carrier, role: `the ${carrier} of a ${state} session` as const })),
)
export const roles: Role[] = ['nobody', 'the operator', ...sessions.map(({ role }) => role)]

export function mayUse({ may }: Rule, role: Role): boolean {
  if (may === 'open') return role === 'nobody'
  if (may === 'admin') return role === 'the operator'
  return sessions.some((one) => one.role === role && may[one.carrier].includes(one.state))
}

export async function arrive(h: Harness, role: Role): Promise<Caller> {
  await h.person(GUEST)
  const session = sessions.find((one) => one.role === role)
  if (session) return caller(h, session.state, session.carrier)
  return { who: GUEST, refresh: 'none', ...(role === 'the operator' && { bearer: env.ADMIN_TOKEN }) }
}
