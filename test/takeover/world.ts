import { eq } from 'drizzle-orm'
import { accounts, places } from '../../src/db/schema.ts'
import { operate } from '../acts/operator.ts'
import { tables } from '../contracts/index.ts'
import type { Table } from '../contracts/table.ts'
import { harness } from '../world/harness.ts'
import { from } from '../world/instruments.ts'
import { everyRow } from '../world/storage.ts'
import { type OldBox, type OldContract, type OldPerson, startOldService } from './old-service.ts'

/** Whom only the old service knows the password of. */
export const KIM = { username: 'kim42', email: 'kim@old.test', password: 'old-Kim-pw7', nickname: '김' }
export const NETWORK = '203.0.113.9'

export const MODES = ['listed', 'open'] as const
export type Mode = (typeof MODES)[number]

/** What is typed to sign in at the contract. */
export const loginOf = (contract: OldContract, who = KIM) =>
  contract === 'movie-in-case' ? who.email : who.username

export const oldPerson = (contract: OldContract, who = KIM, more: Partial<OldPerson> = {}): OldPerson => ({
  ...{ login: loginOf(contract, who), password: who.password, id: 41, nickname: who.nickname },
  ...more,
})

export const variable = (contract: OldContract, name: 'URL' | 'MODE' | 'UNTIL') =>
  `LEGACY_${contract.toUpperCase().replaceAll('-', '_')}_${name}`

export interface Stage {
  mode?: Mode
  /** Whom the import marks, in listed mode. */
  listed?: object[]
  people?: OldPerson[]
  old?: Partial<OldBox>
  env?: Record<string, string>
}

/** The service in front of an old one that knows Kim, listed here or not at all. */
export async function takeover(
  contract: OldContract,
  { mode = 'listed', listed, people, old: box, env }: Stage = {},
) {
  const old = await startOldService(contract, people ?? [oldPerson(contract)], box)
  const h = await harness({
    env: {
      [variable(contract, 'URL')]: old.origin,
      [variable(contract, 'MODE')]: mode,
      ...env,
    } as Partial<Env>,
  })
  const { door, failures } = tables.find((table) => table.contract === contract) as Table
  const row = { username: KIM.username, email: KIM.email, email_verified: true, nickname: KIM.nickname }
  const rows = listed ?? (mode === 'listed' ? [{ ...row, takeover: contract }] : [])
  const imported = await operate(h, 'POST', '/admin/accounts/import', {
    raw: rows.map((one) => JSON.stringify(one)).join('\n'),
  })
  if (!imported.text.includes(`"imported":${rows.length},`)) throw new Error(imported.text)
  h.log.length = 0

  return {
    h,
    old,
    door,
    failures,
    signIn: (who: Partial<typeof KIM> = {}, ip = NETWORK) =>
      h.post(door.path, door.credentials({ ...KIM, ...who }), from(ip)),
    /** Kim's account and place. */
    kim: async () => {
      const found = await h.db
        .select()
        .from(places)
        .innerJoin(accounts, eq(accounts.id, places.accountId))
        .where(
          contract === 'movie-in-case'
            ? eq(places.emailKey, KIM.email)
            : eq(places.usernameKey, KIM.username),
        )
      return found[0] ?? null
    },
  }
}

export type Takeover = Awaited<ReturnType<typeof takeover>>

/** The names of the tables that the work changes. */
export async function changedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = await everyRow()
  await work()
  const after = await everyRow()
  return Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]))
}

/** What happened, by the record. */
export async function eventsOf({ h }: Takeover): Promise<string[]> {
  const { body } = await operate(h, 'GET', '/admin/events')
  return body.events.map(({ what }: { what: string }) => what)
}

/** The contract's own line of the report. */
export async function reportOf({ h }: Takeover, contract: OldContract) {
  const { body } = await operate(h, 'GET', '/admin/takeover')
  return body.contracts.find((one: { contract: string }) => one.contract === contract)
}
