import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'
import { SESSION } from './sign-in.ts'

export const STATES = ['pending', 'restricted', 'full'] as const
export type State = (typeof STATES)[number]

/** A cookie; or a token: an access token, or the challenge that a pending sign-in has in its place. */
export const CARRIERS = ['cookie', 'token'] as const
export type Carrier = (typeof CARRIERS)[number]

/** Whoever sends a request, and all that their sign-in gave them. */
export interface Caller {
  who: Person
  cookies?: Record<string, string>
  bearer?: string
  challenge?: string
  /** The refresh token, or what a thief would try for one. */
  refresh: string
}

/** The status, and what transcendence says beside it, or where a page leads. */
export const outcomeOf = ({ status, body, headers }: Reply): string =>
  `${status} ${body?.resStatus?.code ?? (status === 303 ? headers.get('Location') : '')}`.trim()

/** Lives in every world, has a password and nothing more, and is signed in nowhere. */
export const GUEST: Person = {
  username: 'guest77',
  email: 'guest77@example.com',
  password: 'guest-pw-77',
  nickname: '손님',
}

export const OWNERS: Record<State, Person> = {
  pending: PEOPLE.pong,
  restricted: { ...PEOPLE.ssafy, mustChangePassword: true },
  full: PEOPLE.busking,
}

/** The account's sign-in, as far as it goes with the password alone. */
export async function caller(h: Harness, state: State, carrier: Carrier): Promise<Caller> {
  const who = OWNERS[state]
  await h.person(who)
  const credentials = { login: who.username, password: who.password, use: carrier }
  const { body, cookies } = await h.post('/v1/sessions', credentials)
  const cookie = cookies[SESSION]?.value
  if (cookie !== undefined) return { who, cookies: { [SESSION]: cookie, session: cookie }, refresh: cookie }
  const { challenge, access_token: bearer = challenge, refresh_token: refresh = challenge } = body
  return { who, bearer, refresh, ...(challenge && { challenge }) }
}
