import { DOORS } from '../model/doors.ts'
import { endAfterwards, livingOf } from '../model/model.ts'
import { check, ownAttempt, signIn } from '../model/moves.ts'
import type { Scene } from '../scene.ts'
import { act, actOn } from './act.ts'

const anyDoor = ({ random }: Scene) => random.pick(DOORS) ?? (DOORS[0] as (typeof DOORS)[number])
const wrongPassword = ({ random }: Scene) => `wrong-${random.text(8)}`

const WEIGHTS: Record<string, number> = { 'native by cookie': 90, 'native by token': 90 }
const EACH_CONTRACT = 50
const FREE_GUESSES = 5

const signIns = DOORS.map((door) =>
  act(`sign-in, ${door.title}`, WEIGHTS[door.title] ?? EACH_CONTRACT, async (scene) => {
    const { account, random } = scene
    const device = random.chance(0.2) ? random.pick(account.devices) : undefined
    await signIn(scene, { ...ownAttempt(scene, door), device })
  }),
)

export const acts = [
  ...signIns,

  actOn(
    'sign-in over a cookie',
    10,
    (account) => livingOf(account).filter(({ door }) => door.cookie !== undefined),
    async (scene, before) => {
      const session = await signIn(scene, { ...ownAttempt(scene, before.door), before })
      if (session === null) return
      endAfterwards(scene.account, before, { from: scene.now(), to: scene.now() })
      if (session.state === 'full') await check(scene, session)
    },
  ),

  act('wrong password', 50, async (scene) => {
    const { account, random } = scene
    const device = random.chance(0.2) ? random.pick(account.devices) : undefined
    await signIn(scene, { ...ownAttempt(scene, anyDoor(scene)), password: wrongPassword(scene), device })
  }),

  act('unknown account', 30, async (scene) => {
    const door = anyDoor(scene)
    const name = `x${scene.random.text(9)}`
    await signIn(scene, {
      door,
      account: null,
      login: door.by.includes('username') ? name : `${name}@example.com`,
      password: wrongPassword(scene),
      address: scene.random.address(),
    })
  }),

  act('guessing too often', 4, async (scene) => {
    const { random } = scene
    const door = anyDoor(scene)
    const name = `x${random.text(9)}`
    const isKnown = random.chance(0.7)
    const attempt = {
      ...ownAttempt(scene, door),
      ...(!isKnown && { account: null, login: door.by.includes('username') ? name : `${name}@example.com` }),
      address: random.address(),
    }
    for (let guess = 0; guess < FREE_GUESSES; guess++)
      await signIn(scene, { ...attempt, password: wrongPassword(scene) })
    // Closed from here, for the right password too; its owner gets in from elsewhere.
    await signIn(scene, attempt)
    if (isKnown) await signIn(scene, ownAttempt(scene, door))
  }),
]
