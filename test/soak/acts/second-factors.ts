import { codeAt, nextStep, wrongCode } from '../model/codes.ts'
import { DOORS, post } from '../model/doors.ts'
import type { Key, Span } from '../model/limits.ts'
import { type Account, end, type Session } from '../model/model.ts'
import { check, credentials, enter, expectEnded, ownAttempt, readMe, signIn } from '../model/moves.ts'
import type { Scene } from '../scene.ts'
import { actOn } from './act.ts'

const factors = (account: Account) => (account.factor ? [account.factor] : [])
/** Only where a code of this step or the next one still counts. */
const ready = (account: Account) => (nextStep(account) === null ? [] : factors(account))

const guessesOf = ({ account }: Scene): Key => `second factor/${account.id}`

function answerTo({ door, cookie, challenge, ...session }: Session, code: string) {
  const shown = cookie === null ? {} : credentials({ door, cookie, challenge, ...session })
  return post(door.secondFactor.path, { code, ...(cookie === null && { challenge }) }, shown)
}

/** The session that the code opens; null where it opens none. */
async function giveCode(scene: Scene, pending: Session, code: string, isRight: boolean) {
  const { account, world } = scene
  const { wrong, closed } = pending.door.secondFactor
  const key = guessesOf(scene)
  const outcome = isRight ? pending.door.full : wrong
  const allowed = (span: Span) =>
    ({ open: [outcome], closed: [closed], unsure: [outcome, closed] })[world.limits.verdict([key], span)]
  const answer = await scene.ask(answerTo(pending, code), allowed)
  if (answer.outcome === closed) return null
  world.limits.take([key], answer.span)
  if (!isRight) return null
  world.limits.reopen(key)
  end(account, [pending], answer.span)
  return enter(scene, account, pending.door, answer)
}

const begin = (scene: Scene) =>
  signIn(scene, ownAttempt(scene, scene.random.pick(DOORS) ?? (DOORS[0] as (typeof DOORS)[number])))

/** Signs in with the next code; returns the code, or null where limits were in the way. */
async function signInWithCode(scene: Scene): Promise<string | null> {
  const { account } = scene
  const pending = await begin(scene)
  const step = nextStep(account)
  if (pending === null || step === null || account.factor === null) return null
  const code = codeAt(account.factor.seed, step)
  const session = await giveCode(scene, pending, code, true)
  if (session === null) return null
  account.factor.lastStep = step
  await (session.cookie === null ? readMe : check)(scene, session)
  if (scene.random.chance(0.3)) await expectUsed(scene, pending)
  return code
}

/** What was pending opens nothing any more. */
async function expectUsed(scene: Scene, pending: Session): Promise<void> {
  if (pending.cookie !== null) await readMe(scene, pending)
  const gone = pending.door.secondFactor.path === '/auth' ? '200 0001' : '401 signed_out'
  await scene.ask(answerTo(pending, '000000'), gone)
}

export const acts = [
  actOn('second factor', 30, ready, async (scene) => {
    await signInWithCode(scene)
  }),

  actOn('the same code twice', 10, ready, async (scene) => {
    const code = await signInWithCode(scene)
    const pending = code === null ? null : await begin(scene)
    if (code === null || pending === null) return
    await giveCode(scene, pending, code, false)
    await readPending(scene, pending)
  }),

  actOn('the same code twice at once', 4, ready, async (scene, { seed }) => {
    const { account, world } = scene
    const pending = [await begin(scene), await begin(scene)].filter((one) => one !== null)
    const step = nextStep(account)
    const key = guessesOf(scene)
    const now = { from: Date.now(), to: Date.now() }
    if (pending.length < 2 || step === null || account.factor === null) return
    // Two guesses that are under way together must not be what closes the account.
    world.limits.take([key, key], now)
    const isOpen = world.limits.verdict([key], now) === 'open'
    world.limits.giveBack(key)
    world.limits.giveBack(key)
    if (!isOpen) return

    const code = codeAt(seed, step)
    const answers = await Promise.all(
      pending.map(async (one) => {
        const answer = await scene.ask(answerTo(one, code), [one.door.full, one.door.secondFactor.wrong])
        return { one, answer, won: answer.outcome === one.door.full }
      }),
    )
    const won = answers.filter(({ won }) => won)
    scene.insist(won.length === 1, `one code opened ${won.length} sessions`)
    account.factor.lastStep = step
    // The loser may have been counted before the winner's guesses were forgotten, or after.
    world.limits.reopen(key)
    world.limits.take([key], now)
    world.limits.blur(key)
    for (const { one, answer } of won) {
      end(account, [one], answer.span)
      await readMe(scene, enter(scene, account, one.door, answer))
      await expectUsed(scene, one)
    }
  }),

  actOn('wrong second factor', 6, factors, async (scene, { seed }) => {
    const pending = await begin(scene)
    if (pending !== null) await giveCode(scene, pending, wrongCode(seed), false)
    if (pending !== null) await readPending(scene, pending)
  }),
]

async function readPending(scene: Scene, pending: Session): Promise<void> {
  if (pending.cookie === null) return
  await check(scene, pending)
  await readMe(scene, pending)
  if (scene.random.chance(0.3)) {
    const request = { method: 'DELETE', path: '/v1/sessions/current', headers: credentials(pending) } as const
    const { span } = await scene.ask(request, '204')
    end(scene.account, [pending], span)
    await expectEnded(scene, pending)
  }
}
