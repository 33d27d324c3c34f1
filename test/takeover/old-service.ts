import { inject } from 'vitest'
import type { OldBox, OldContract, OldMisbehaviour, OldPerson } from '../server/old/box.ts'
import { answersBegun, deadlines } from '../world/deadlines.ts'

export type { OldBox, OldContract, OldMisbehaviour, OldPerson, OldReply } from '../server/old/box.ts'

export const OLD_CONTRACTS: OldContract[] = ['movie-in-case', 'transcendence', 'ssafy', 'busking', 'gateway']

export type OldService = Awaited<ReturnType<typeof startOldService>>

/** A service that speaks the contract as its document has it, over real HTTP, and knows these people. */
export async function startOldService(
  contract: OldContract,
  people: OldPerson[] = [],
  more: Partial<OldBox> = {},
) {
  const started = await fetch(`${inject('oldServices')}/${contract}`, { method: 'POST' })
  const { origin } = await started.json<{ origin: string }>()
  const url = `${inject('oldServices')}/${new URL(origin).port}`
  const set = async (changed: Partial<OldBox>) => {
    await fetch(url, { method: 'PATCH', body: JSON.stringify(changed) })
  }
  await set({ people, ...more })
  const look = async () => (await fetch(url)).json<OldBox>()
  return {
    origin,
    set,
    look,
    /** How often somebody tried to sign in there. */
    logins: async () => (await look()).requests.filter(({ path }) => path !== '/user/logOut').length,
  }
}

export const SILENT = ['slow', 'stall', 'drip'] as const

/** Until the end of this test, one that ends no answer is given up on at once: when it was asked, or its answer begun. */
export function giveUpOn(how: OldMisbehaviour, old: () => OldService): void {
  if (!SILENT.some((silent) => silent === how)) return
  const begun = answersBegun()
  const isAsked = async () => (how === 'slow' ? (await old().logins()) > 0 : begun() > 0)
  deadlines(async (nth) => nth === 1 && (await isAsked()))
}
