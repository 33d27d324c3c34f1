import { post } from '../model/doors.ts'
import { type Account, end, isUsable, livesNow, livingOf, type Session } from '../model/model.ts'
import { check, credentials, expectEnded, readMe } from '../model/moves.ts'
import type { Scene } from '../scene.ts'
import { actOn } from './act.ts'

const usable = (account: Account) => livingOf(account).filter(isUsable)

function signOutOf({ door, cookie }: Session, { random }: Scene) {
  if (door.title === 'busking') return { path: '/api/auth/logout', ended: '200' }
  const isMovies = cookie !== null && (door.title === 'movie-in-case' || random.chance(0.3))
  return isMovies ? { path: '/user/logOut', ended: '200' } : { path: null, ended: '204' }
}

async function endOthers(scene: Scene, session: Session): Promise<void> {
  const { account, random } = scene
  const others = account.sessions.filter((other) => other !== session && livesNow(other))
  const headers = credentials(session)
  const { span } = await scene.ask({ method: 'DELETE', path: '/v1/sessions', headers }, '204')
  end(account, others, span)
  const one = random.pick(others.filter(({ cookie }) => cookie !== null)) ?? others[0]
  if (one) await expectEnded(scene, one)
  await readMe(scene, session)
}

async function signOut(scene: Scene, session: Session): Promise<void> {
  const { path, ended } = signOutOf(session, scene)
  const headers = credentials(session)
  const { span } = await scene.ask(
    path === null ? { method: 'DELETE', path: '/v1/sessions/current', headers } : post(path, {}, headers),
    ended,
  )
  end(scene.account, [session], span)
  await expectEnded(scene, session)
}

export const acts = [
  actOn('sign-out', 50, usable, signOut),
  actOn('end the other sessions', 8, usable, endOthers),
  actOn('sign-out everywhere', 6, usable, async (scene, session) => {
    await endOthers(scene, session)
    await signOut(scene, session)
  }),

  actOn('end one session', 12, usable, async (scene, session) => {
    const { account, random } = scene
    const other = random.pick(account.sessions.filter((one) => one.id !== null && livesNow(one))) ?? session
    if (other.id === null) await check(scene, other)
    const headers = credentials(session)
    const request = { method: 'DELETE', path: `/v1/sessions/${other.id}`, headers } as const
    const { span } = await scene.ask(request, '204')
    end(account, [other], span)
    await expectEnded(scene, other)
    if (other !== session) await scene.ask(request, '404 unknown_session')
  }),
]
