import type { Database } from '../bench/stage/stage.ts'
import { NATIVE_BY_TOKEN } from './model/doors.ts'
import { type Account, isUsable, livesNow } from './model/model.ts'
import { check, expectEnded, ownAttempt, readMe, signIn } from './model/moves.ts'
import { random } from './random.ts'
import { Scene, type World } from './scene.ts'
import { perform } from './schedule.ts'

const AT_ONCE = 8
const TITLE = 'the last audit'

/** Every session, ended or not, and every password, held against the model; then the rows of D1. */
export async function audit(world: World, db: Database): Promise<void> {
  const left = world.accounts.filter(({ retired }) => !retired)
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let account = left.pop(); account; account = left.pop()) {
        const scene = new Scene(world, TITLE, account, random(account.id, 0))
        await perform(scene, auditOne, `account ${account.id}`)
      }
    }),
  )
  await compareRows(world, db)
}

async function auditOne(scene: Scene): Promise<void> {
  for (const session of scene.account.sessions) {
    if (!livesNow(session)) await expectEnded(scene, session)
    else if (session.cookie !== null) await check(scene, session)
    else if (session.state === 'full' && isUsable(session)) await readMe(scene, session)
  }
  await signIn(scene, ownAttempt(scene, NATIVE_BY_TOKEN))
}

async function compareRows({ accounts, tally }: World, db: Database): Promise<void> {
  const { results: rows } = await db
    .prepare(
      `SELECT account_id AS id, username, (SELECT count(*) FROM sessions
        WHERE account_id = places.account_id AND ended_at IS NULL AND expires_at > ?) AS living FROM places`,
    )
    .bind(Date.now())
    .all<{ id: number; username: string; living: number }>()
  const known = new Map(accounts.map((account) => [account.id, account]))
  for (const { id, username, living } of rows) {
    const account = known.get(id)
    known.delete(id)
    if (account?.retired) continue
    if (!account) tally.disagreed(`D1 has an account ${username} that there should not be`)
    else if (!livesAlike(account, living))
      tally.disagreed(`D1 has ${living} living sessions of ${username}, not ${countLiving(account)}`)
  }
  for (const { username, retired } of known.values())
    if (!retired) tally.disagreed(`D1 has no account ${username}`)
}

const countLiving = ({ sessions }: Account) => sessions.filter(livesNow).length
/** A session may end between the question and the count. */
const livesAlike = (account: Account, living: number): boolean => {
  const ending = account.sessions.filter(({ ends }) => Math.abs(ends.from - Date.now()) < 10_000).length
  return Math.abs(countLiving(account) - living) <= ending
}
