import type { Answer, Scene } from '../scene.ts'
import { type Door, post } from './doors.ts'
import { after, type Key, type Span } from './limits.ts'
import { type Account, asAccess, claimsOf, type Life, lives, open, type Session } from './model.ts'

/** What several acts consist of. Each asks, insists on what must be, and has the model keep up. */

export interface Attempt {
  door: Door
  /** Whom the login means; null: nobody. */
  account: Account | null
  login: string
  password: string
  address: string
  device?: string | undefined
  /** The session whose cookie the browser still has. */
  before?: Session | undefined
}

/** The right password, from the account's own network. */
export function ownAttempt({ account, random }: Scene, door: Door): Attempt {
  const by = random.pick(door.by) ?? 'username'
  return { door, account, login: account[by], password: account.password, address: account.address }
}

const cookieHeader = (cookies: Record<string, string | undefined>): Record<string, string> => {
  const pairs = Object.entries(cookies).filter(([, value]) => value !== undefined)
  return pairs.length === 0 ? {} : { Cookie: pairs.map(([name, value]) => `${name}=${value}`).join('; ') }
}

/** Null where nobody is signed in. */
export async function signIn(scene: Scene, attempt: Attempt): Promise<Session | null> {
  const { door, account, login, password, address, device, before } = attempt
  const { limits } = scene.world
  const network: Key = `network/${address}`
  const pair: Key = `pair/${login} ${address}`
  const whole: Key = `login/${login}`
  const keys: Key[] = device === undefined ? [network, pair, whole] : [`device/${account?.id} ${device}`]
  const isRight = account !== null && password === account.password
  const refused = account ? door.wrong : door.unknown
  const passed = account?.factor ? door.pending : door.full
  const verdict = isRight ? passed : refused

  const headers = {
    'CF-Connecting-IP': address,
    ...cookieHeader({
      munjigi_device: device,
      ...(door.cookie && { [door.cookie]: before?.cookie ?? undefined }),
    }),
  }
  const answer = await scene.ask(
    post(door.path, door.body(login, password), headers),
    (span) =>
      ({ open: [verdict], closed: [door.closed], unsure: [verdict, door.closed] })[
        limits.verdict(keys, span)
      ],
  )
  if (answer.outcome === door.closed) return null
  limits.take(keys, answer.span)
  if (!isRight) return null
  if (device === undefined) {
    limits.giveBack(network)
    limits.giveBack(whole)
    limits.reopen(pair)
  } else limits.reopen(...keys)
  return enter(scene, account, door, answer)
}

/** Takes the account's new password, which opens everything, and ends what its browsers were known by. */
export function renewPassword({ account, world }: Scene, password: string): void {
  const { id, username, email } = account
  account.password = password
  account.devices = []
  world.limits.reopenAll([`${id}`, username, email, `${username}+${email}`])
}

/** Takes what a reply that signs in hands out. */
export function enter(scene: Scene, account: Account, door: Door, answer: Answer): Session {
  const { outcome, body, cookies, span } = answer
  const state = outcome === door.pending ? 'pending' : 'full'
  const { access = null, refresh = null, challenge = null } = door.keys(body)
  const cookie = (door.cookie && cookies[door.cookie]) || null
  scene.insist(
    (door.kind === 'cookie') === (cookie !== null) &&
      (door.kind !== 'cookie' && state === 'full') === (access !== null) &&
      (door.kind === 'token' && state === 'full') === (refresh !== null) &&
      (door.kind === 'cookie' || (state === 'pending') === (challenge !== null)),
    'the sign-in handed out other keys than it should',
  )
  scene.insist(
    access === null || claimsOf(access).sub === String(account.id),
    `the access token is another's than ${account.id}'s`,
  )
  const device = cookies.munjigi_device
  scene.insist(
    (state === 'full') === (device !== undefined),
    'a device cookie comes with a full sign-in alone',
  )
  if (device) account.devices = [...account.devices.slice(-2), device]
  return open(account, { door, state, cookie, challenge, access, refresh, id: body?.session ?? null }, span)
}

const combined = (...all: Life[]): Life => {
  if (all.includes('no')) return 'no'
  return all.includes('unsure') ? 'unsure' : 'yes'
}

const tokenLives = ({ access }: Session, span: Span): Life =>
  access === null ? 'yes' : lives({ ends: after({ from: access.expires, to: access.expires }, 0) }, span)

/** Whether what the session shows opens what D1 decides. */
export const opens = (session: Session, span: Span): Life =>
  combined(lives(session, span), tokenLives(session, span))

export const credentials = ({ door, cookie, access }: Session): Record<string, string> =>
  cookie === null
    ? { Authorization: `Bearer ${access?.token}` }
    : cookieHeader({ [door.cookie ?? '']: cookie })

/** `yes` where the session opens it, `no` where it does not. */
export const either = (session: Session, yes: string, no: string) => (span: Span) =>
  ({ yes: [yes], no: [no], unsure: [yes, no] })[opens(session, span)]

/** KV decides for a cookie, the token itself for an access token: that one outlives its session. */
export async function check(scene: Scene, session: Session): Promise<void> {
  const passes = session.state === 'full' ? '200' : '403 not_allowed_yet'
  const { outcome, body } = await scene.ask(
    { method: 'GET', path: '/v1/sessions/current', headers: credentials(session) },
    (span) => {
      const life = session.cookie === null ? tokenLives(session, span) : lives(session, span)
      return { yes: [passes], no: ['401 signed_out'], unsure: [passes, '401 signed_out'] }[life]
    },
  )
  if (outcome !== '200') return
  session.id ??= body.session
  scene.insist(body.session === session.id, `it is session ${body.session}, not ${session.id}`)
  scene.insist(body.account === scene.account.id, `it is account ${body.account}'s`)
}

/** D1 decides. */
export async function readMe(scene: Scene, session: Session): Promise<void> {
  const passes = session.state === 'full' ? '200' : '403 not_allowed_yet'
  const { outcome, body } = await scene.ask(
    { method: 'GET', path: '/v1/me', headers: credentials(session) },
    either(session, passes, '401 signed_out'),
  )
  if (outcome === '200')
    scene.insist(body.username === scene.account.username, `it is ${body.username}'s account`)
}

/** Every way in that the session has must be shut. */
export async function expectEnded(scene: Scene, session: Session): Promise<void> {
  if (session.cookie !== null) await check(scene, session)
  if (session.cookie !== null || session.access !== null) await readMe(scene, session)
  const { chain, door } = session
  if (chain && door.renewal) await scene.ask(renewal(session, chain.current), door.renewal.refused)
}

export function renewal(session: Session, token: string) {
  const { path, body, bearer } = session.door.renewal ?? { path: '', body: () => ({}) }
  return post(path, body(token), bearer ? { Authorization: `Bearer ${session.access?.token}` } : {})
}

/** Takes the tokens of a refresh that rotated, or repeats one that did: both must name the same child. */
export function renew(scene: Scene, session: Session, presented: string, { body, span }: Answer): void {
  const { access = '', refresh = '' } = session.door.keys(body)
  const { chain } = session
  if (!chain) return
  if (presented === chain.current) {
    const spent = chain.previous === null ? chain.spent : [...chain.spent, chain.previous].slice(-5)
    session.chain = { current: refresh, previous: presented, rotated: span, spent }
  }
  scene.insist(refresh === session.chain?.current, 'the refresh token is another than the first child')
  scene.insist(claimsOf(access).sid === session.id, 'the access token is of another session')
  session.access = asAccess(access)
}
