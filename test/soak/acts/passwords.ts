import { LETTERS } from '../mailbox.ts'
import { NATIVE_BY_TOKEN } from '../model/doors.ts'
import type { Key, Span } from '../model/limits.ts'
import { type Account, claimsOf, end, isUsable, livesNow, livingOf, type Session } from '../model/model.ts'
import {
  credentials,
  either,
  enter,
  expectEnded,
  ownAttempt,
  readMe,
  renewPassword,
  signIn,
} from '../model/moves.ts'
import type { Answer, Scene } from '../scene.ts'
import { actOn } from './act.ts'

const usable = (account: Account) => livingOf(account).filter(isUsable)
const CLOSED = '429 too_many_attempts'

/** What asks for the password again, and says `passes` to the right one. */
export async function askAgain(
  scene: Scene,
  session: Session,
  request: Parameters<Scene['ask']>[0],
  { isRight, passes }: { isRight: boolean; passes: string },
): Promise<Answer> {
  const { limits } = scene.world
  const { id } = scene.account
  const whole: Key = `asked again/${id}`
  const own: Key = `asked again in/${id} ${session.cookie ?? claimsOf(session.access?.token ?? '').sid}`
  const outcome = isRight ? passes : '401 bad_credentials'
  const allowed = (span: Span) =>
    ({ open: [outcome], closed: [CLOSED], unsure: [outcome, CLOSED] })[limits.verdict([own, whole], span)]
  const answer = await scene.ask(request, allowed)
  if (answer.outcome !== CLOSED) limits.take([own, whole], answer.span)
  if (answer.outcome === passes) {
    limits.reopen(own)
    limits.giveBack(whole)
  }
  return answer
}

const change = (session: Session, current: string, password: string) =>
  ({
    method: 'PUT',
    path: '/v1/me/password',
    headers: credentials(session),
    body: { current, password },
  }) as const

/** No session of before opens anything, nor does the old password. */
export async function expectReplaced(scene: Scene, old: string, before: Session[]): Promise<void> {
  const one = scene.random.pick(before)
  if (one) await expectEnded(scene, one)
  await signIn(scene, { ...ownAttempt(scene, NATIVE_BY_TOKEN), password: old })
  await signIn(scene, ownAttempt(scene, NATIVE_BY_TOKEN))
}

export const newPassword = ({ random }: Scene) => `pw ${random.text(11)}`

export const acts = [
  actOn('password change', 12, usable, async (scene, session) => {
    const { account, world } = scene
    const old = account.password
    const password = newPassword(scene)
    const before = account.sessions.filter(livesNow)
    const letter = world.mailbox.next(account.email, LETTERS.passwordChanged)
    const passes = session.door.full
    const answer = await askAgain(scene, session, change(session, old, password), { isRight: true, passes })
    if (answer.outcome !== passes) return
    end(account, before, answer.span)
    renewPassword(scene, password)
    const opened = enter(scene, account, session.door, answer)
    scene.insist((await letter) !== null, 'no letter told the owner of the new password')
    await readMe(scene, opened)
    await expectReplaced(scene, old, before)
  }),

  actOn('wrong password when asked again', 5, usable, async (scene, session) => {
    const request = change(session, `wrong-${scene.random.text(8)}`, newPassword(scene))
    await askAgain(scene, session, request, { isRight: false, passes: session.door.full })
    await scene.ask(
      { method: 'GET', path: '/v1/me', headers: credentials(session) },
      either(session, '200', '401 signed_out'),
    )
  }),

  actOn('password refused', 4, usable, async (scene, session) => {
    const { account } = scene
    const [password, reason] = scene.random.pick([
      ['short', 'too_short'],
      ['password123', 'common'],
      [account.email, 'same_as_identity'],
      [account.password, 'unchanged'],
    ]) ?? ['', '']
    const { outcome, body } = await askAgain(scene, session, change(session, account.password, password), {
      isRight: true,
      passes: '400 password_refused',
    })
    if (outcome !== CLOSED) scene.insist(body.reason === reason, `the reason is ${reason}`)
  }),
]
