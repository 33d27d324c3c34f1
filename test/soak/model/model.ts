import type { Door } from './doors.ts'
import { after, type Span } from './limits.ts'

/** The refresh tokens of a session. */
export interface Chain {
  current: string
  /** What `current` took the place of. */
  previous: string | null
  /** When it did. */
  rotated: Span
  /** Still older ones, the latest last. */
  spent: string[]
}

export interface Session {
  door: Door
  state: 'pending' | 'full'
  /** Null until a reply has told it. */
  id: string | null
  cookie: string | null
  challenge: string | null
  /** `expires`: milliseconds since the epoch. */
  access: { token: string; expires: number } | null
  chain: Chain | null
  /** When it ends by itself, or was ended. */
  ends: Span
}

/** All that its owner knows of an account, which is all that the worker may hold true of it. */
export interface Account {
  id: number
  username: string
  email: string
  password: string
  /** Its owner's network, which nobody else has. */
  address: string
  /** Cookies of browsers that signed in. */
  devices: string[]
  /** `lastStep`: of the last code that was accepted. */
  factor: { seed: string; lastStep: number } | null
  sessions: Session[]
  /** An act is under way with it. */
  busy: boolean
  /** The worker and this model differ about it: nothing more can be said. */
  retired: boolean
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const ENDED_TO_KEEP = 12
/** How many of an account live at once. */
const MOST = { pending: 10, full: 100 }
/** Within it the worker has done what it does after a reply, in milliseconds. */
export const AFTERWORK = 5000

export const newAccount = (
  given: Pick<Account, 'id' | 'username' | 'email' | 'password' | 'address'>,
): Account => ({
  ...given,
  ...{ devices: [], factor: null, sessions: [], busy: false, retired: false },
})

function lifetimeOf({ kind }: Door, state: Session['state']): number {
  if (state === 'pending') return 10 * MINUTE
  return kind === 'cookie' ? 7 * DAY : 4 * HOUR
}

/** What an access token of ours says, read without a look at its signature. */
export function claimsOf(token: string): { sid: string; sub: string; exp: number } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

type Opened = Pick<Session, 'door' | 'state' | 'cookie' | 'challenge'> & {
  access: string | null
  refresh: string | null
  id: string | null
}

/** A session that began within `span`. */
export function open(account: Account, { access, refresh, id, ...opened }: Opened, span: Span): Session {
  const life = lifetimeOf(opened.door, opened.state)
  const session: Session = {
    ...opened,
    id: access === null ? id : claimsOf(access).sid,
    access: access === null ? null : asAccess(access),
    chain: refresh === null ? null : { current: refresh, previous: null, rotated: span, spent: [] },
    ends: after(span, life),
  }
  account.sessions.push(session)
  const peers = account.sessions.filter((one) => one.state === session.state && livesNow(one))
  const tooMany = peers.slice(0, Math.max(0, peers.length - MOST[session.state]))
  for (const oldest of tooMany) endAfterwards(account, oldest, span)
  return session
}

export const asAccess = (token: string) => ({ token, expires: claimsOf(token).exp * 1000 })

export type Life = 'yes' | 'no' | 'unsure'

/** Whether it is alive all through the span. */
export function lives({ ends }: Pick<Session, 'ends'>, { from, to }: Span): Life {
  if (ends.to <= from) return 'no'
  return ends.from > to ? 'yes' : 'unsure'
}

export const livesNow = (session: Session): boolean => session.ends.from > Date.now()
const isOver = ({ ends }: Session) => ends.to <= Date.now()

/** Ends those of the sessions that were alive, by the reply's arrival; then forgets the oldest that ended. */
export function end(account: Account, sessions: Session[], span: Span): void {
  for (const session of sessions) if (livesNow(session)) session.ends = span
  const ended = account.sessions.filter(isOver)
  const gone = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_TO_KEEP)))
  account.sessions = account.sessions.filter((session) => !gone.has(session))
}

/** Ends the session, after the reply that was heard at the end of the span. */
export const endAfterwards = (account: Account, session: Session, { from, to }: Span): void =>
  end(account, [session], { from, to: to + AFTERWORK })

/** Those that live for long enough that no act sees them end by themselves. */
export const livingOf = (account: Account, state: Session['state'] = 'full'): Session[] =>
  account.sessions.filter(
    ({ ends, ...session }) => ends.from > Date.now() + MINUTE && session.state === state,
  )

export const endedOf = (account: Account): Session[] => account.sessions.filter(isOver)

/** Whether the session can show itself where D1 is asked: a cookie, or an access token that has time left. */
export const isUsable = ({ cookie, access }: Session): boolean =>
  cookie !== null || (access !== null && access.expires > Date.now() + MINUTE)
