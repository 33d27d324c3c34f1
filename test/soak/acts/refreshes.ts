import { after } from '../model/limits.ts'
import { type Account, type Chain, end, isUsable, livingOf, type Session } from '../model/model.ts'
import { check, credentials, expectEnded, readMe, renew, renewal } from '../model/moves.ts'
import type { Scene } from '../scene.ts'
import { actOn } from './act.ts'

const GRACE = 10_000
/** What a reply takes, at most times. */
const A_REPLY = 200
const JUST = 2000

interface Chained {
  session: Session
  chain: Chain
  refused: string
}

const chained = (account: Account): Chained[] =>
  livingOf(account).flatMap((session) => {
    const refused = session.door.renewal?.refused
    return session.chain && refused ? [{ session, chain: session.chain, refused }] : []
  })

const graceEnd = ({ rotated }: Chain) => after(rotated, GRACE)
const isReplayable = ({ chain }: Chained) =>
  chain.previous !== null && graceEnd(chain).from > Date.now() + A_REPLY
const isJustPast = ({ chain }: Chained) => {
  const past = Date.now() - graceEnd(chain).to
  return chain.previous !== null && past >= 0 && past < JUST
}

/** One of its holders stole it: nobody goes on with the session. */
async function replaySpent(scene: Scene, { session, refused }: Chained, token: string | null = null) {
  const { span } = await scene.ask(renewal(session, token ?? ''), refused)
  end(scene.account, [session], span)
  await expectEnded(scene, session)
}

export const acts = [
  actOn('refresh', 90, chained, async (scene, { session, chain }) => {
    const token = chain.current
    renew(scene, session, token, await scene.ask(renewal(session, token), '200'))
    await readMe(scene, session)
  }),

  actOn(
    'refresh replayed in its grace',
    20,
    (account) => chained(account).filter(isReplayable),
    async (scene, { session, chain, refused }) => {
      const token = chain.previous ?? ''
      const answer = await scene.ask(renewal(session, token), ({ to }) =>
        graceEnd(chain).from > to ? '200' : ['200', refused],
      )
      if (answer.outcome === '200') renew(scene, session, token, answer)
      else end(scene.account, [session], answer.span)
    },
  ),

  actOn('refresh twice at once', 15, chained, async (scene, { session, chain }) => {
    const token = chain.current
    const both = await Promise.all([0, 1].map(() => scene.ask(renewal(session, token), '200')))
    for (const answer of both) renew(scene, session, token, answer)
    if (session.chain) {
      session.chain.rotated = {
        from: Math.min(...both.map(({ span }) => span.from)),
        to: Math.max(...both.map(({ span }) => span.to)),
      }
    }
    await readMe(scene, session)
  }),

  actOn(
    'refresh replayed just past its grace',
    8,
    (account) => chained(account).filter(isJustPast),
    (scene, one) => replaySpent(scene, one, one.chain.previous),
  ),

  actOn(
    'refresh with a token from long ago',
    6,
    (account) => chained(account).filter(({ chain }) => chain.spent.length > 0),
    (scene, one) => replaySpent(scene, one, scene.random.pick(one.chain.spent)),
  ),

  actOn(
    'refresh while signing out',
    5,
    (account) => chained(account).filter(({ session }) => isUsable(session)),
    async (scene, { session, chain, refused }) => {
      const token = chain.current
      const headers = credentials(session)
      const [renewed, ended] = await Promise.all([
        scene.ask(renewal(session, token), ['200', refused]),
        scene.ask({ method: 'DELETE', path: '/v1/sessions/current', headers }, '204'),
      ])
      if (renewed.outcome === '200') renew(scene, session, token, renewed)
      end(scene.account, [session], ended.span)
      await expectEnded(scene, session)
      await check(scene, session)
    },
  ),
]
