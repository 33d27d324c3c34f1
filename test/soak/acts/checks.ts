import { type Account, endedOf, isUsable, livesNow, livingOf } from '../model/model.ts'
import { check, credentials, expectEnded, readMe } from '../model/moves.ts'
import { act, actOn } from './act.ts'

const usable = (account: Account) => livingOf(account).filter(isUsable)

export const acts = [
  actOn(
    'session check by cookie',
    110,
    (account) => livingOf(account).filter(({ cookie }) => cookie !== null),
    check,
  ),
  actOn(
    'session check by token',
    60,
    (account) => livingOf(account).filter(({ access }) => access !== null),
    check,
  ),
  actOn('GET /v1/me', 60, usable, readMe),

  actOn('list of sessions', 15, usable, async (scene, session) => {
    const { account } = scene
    // Some may be ending just now, whose list is anybody's guess.
    if (account.sessions.some(({ ends }) => ends.to > Date.now() && ends.from <= Date.now() + 60_000)) return
    const { outcome, body } = await scene.ask(
      { method: 'GET', path: '/v1/sessions', headers: credentials(session) },
      ['200'],
    )
    if (outcome !== '200') return
    const listed: { id: string; state: string; current: boolean }[] = body.sessions
    const living = account.sessions.filter(livesNow)
    const ids = new Set(listed.map(({ id }) => id))
    scene.insist(listed.length === living.length, `${listed.length} listed, ${living.length} alive`)
    scene.insist(
      living.every(({ id }) => id === null || ids.has(id)),
      'a living session is not listed',
    )
    session.id ??= listed.find(({ current }) => current)?.id ?? null
    scene.insist(
      listed.filter(({ current }) => current).every(({ id }) => id === session.id),
      'another session is called the current one',
    )
  }),

  actOn('ended session', 30, endedOf, expectEnded),

  actOn(
    'pending session',
    5,
    (account) => livingOf(account, 'pending').filter(({ cookie }) => cookie !== null),
    async (scene, session) => {
      await check(scene, session)
      await readMe(scene, session)
    },
  ),

  act('no session', 5, async (scene) => {
    await scene.ask({ method: 'GET', path: '/v1/me' }, '401 signed_out')
    await scene.ask({ method: 'GET', path: '/v1/sessions/current' }, '401 signed_out')
  }),
]
