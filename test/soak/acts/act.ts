import type { Account } from '../model/model.ts'
import type { Random } from '../random.ts'
import type { Scene } from '../scene.ts'

export type Play = (scene: Scene) => Promise<void>

export interface Act {
  title: string
  /** How often it is drawn, beside the others. */
  weight: number
  /** What it does with the account; null where the account does not fit. */
  begin: (account: Account, random: Random) => Play | null
}

/** An act that any account fits. */
export const act = (title: string, weight: number, play: Play): Act => ({ title, weight, begin: () => play })

/** An act with one of the account's things. */
export const actOn = <Thing>(
  title: string,
  weight: number,
  things: (account: Account) => Thing[],
  play: (scene: Scene, thing: Thing) => Promise<void>,
): Act => ({
  title,
  weight,
  begin: (account, random) => {
    const thing = random.pick(things(account))
    return thing === undefined ? null : (scene) => play(scene, thing)
  },
})
