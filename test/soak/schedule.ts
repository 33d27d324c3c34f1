import { inspect } from 'node:util'
import type { Act, Play } from './acts/act.ts'
import { drawAct } from './acts/index.ts'
import type { Account } from './model/model.ts'
import { type Random, random } from './random.ts'
import { Disagreement, FULL, Scene, type World } from './scene.ts'

const MOST_AT_ONCE = 400
const DRAWS = 4
const MINUTE = 60_000

export interface Plan {
  seed: number
  /** Acts a second. */
  rate: number
  minutes: number
}

/** Runs the act. Where the worker and the model differ, that is told, and the account left alone. */
export async function perform(scene: Scene, play: Play, origin: string): Promise<void> {
  const { account, title, world } = scene
  account.busy = true
  world.tally.began(title)
  try {
    await play(scene)
  } catch (error) {
    account.retired = true
    const what = error instanceof Disagreement ? error.message : inspect(error)
    world.tally.disagreed(`${title} (${origin}): ${what}\n  model: ${inspect(told(account), FULL)}`)
  }
  account.busy = false
}

const told = ({ sessions, ...account }: Account) => ({
  ...account,
  sessions: sessions.map(({ door, ...session }) => ({ door: door.title, ...session })),
})

interface Drawn {
  act: Act
  account: Account
  play: Play
}

/** The first act drawn that a free account fits, looked for from one on that is drawn as well. */
function draw({ accounts }: World, drawing: Random): Drawn | null {
  for (let attempt = 0; attempt < DRAWS; attempt++) {
    const act = drawAct(drawing)
    const first = drawing.below(accounts.length)
    for (const account of [...accounts.slice(first), ...accounts.slice(0, first)]) {
      const play = account.busy || account.retired ? null : act.begin(account, drawing)
      if (play) return { act, account, play }
    }
  }
  return null
}

/** Begins acts at a fixed rate, however long those before take; ends when all have. */
export async function run(world: World, { seed, rate, minutes }: Plan): Promise<void> {
  const { tally } = world
  const begun = performance.now()
  const total = Math.round(minutes * (MINUTE / 1000) * rate)
  const underWay = new Set<Promise<void>>()
  for (let n = 0; n < total; n++) {
    const due = begun + (n / rate) * 1000
    const early = due - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    tally.due(due)

    const drawing = random(seed, n)
    const drawn = underWay.size < MOST_AT_ONCE ? draw(world, drawing) : null
    if (drawn === null) {
      tally.passedOver += 1
      continue
    }
    const { act, account, play } = drawn
    const scene = new Scene(world, act.title, account, drawing)
    const running = perform(scene, play, `act ${n} of seed ${seed}`).finally(() => underWay.delete(running))
    underWay.add(running)
  }
  await Promise.all(underWay)
}
