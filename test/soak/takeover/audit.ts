import { EVENTS } from '../../../src/db/words.ts'
import type { Client } from '../client.ts'
import type { OldSide } from './people.ts'
import type { World } from './sign-ins.ts'

const CAME_OVER = EVENTS.indexOf('account_taken_over')

interface Line {
  contract: string
  listed: number
  adopted: number
  refused: number
  faults: number
}

/** Whether everybody came over, and nobody twice; and whether the service counted what it told. */
export async function audit(
  world: World & { client: Client },
  sides: OldSide[],
  token: string,
): Promise<void> {
  const { database, tally, told, client } = world
  const insist = (holds: boolean, otherwise: string) => {
    if (!holds) tally.disagreed(otherwise)
  }
  const count = async (query: string) => (await database.prepare(query).first<{ n: number }>())?.n ?? -1
  const people = sides.reduce((sum, side) => sum + side.people.size, 0)

  const listed = await count('SELECT count(*) AS n FROM places WHERE takeover IS NOT NULL')
  insist(listed === 0, `${listed} are still listed`)
  const without = await count('SELECT count(*) AS n FROM accounts WHERE password_hash IS NULL')
  insist(without === 0, `${without} accounts have no hash`)
  const accounts = await count('SELECT count(*) AS n FROM accounts')
  insist(accounts === people, `${accounts} accounts of ${people} people`)
  const twice = await count(
    `SELECT count(*) AS n FROM (SELECT account_id FROM events WHERE what = ${CAME_OVER} GROUP BY account_id HAVING count(*) <> 1)`,
  )
  insist(twice === 0, `${twice} accounts came over more than once`)
  const events = await count(`SELECT count(*) AS n FROM events WHERE what = ${CAME_OVER}`)
  insist(events === people, `${events} events tell of ${people} who came over`)

  const request = {
    method: 'GET',
    path: '/admin/takeover',
    headers: { Authorization: `Bearer ${token}` },
  } as const
  const { contracts }: { contracts: Line[] } = JSON.parse((await client.send(request)).body)
  const total = (what: 'adopted' | 'refused' | 'faults') =>
    contracts.reduce((sum, line) => sum + line[what], 0)
  insist(total('adopted') === people, `${total('adopted')} adopted, of ${people}`)
  insist(
    total('refused') === told.refused,
    `${total('refused')} refused by the report, ${told.refused} by the replies`,
  )
  insist(
    total('faults') === told.faults,
    `${total('faults')} faults by the report, ${told.faults} by the replies`,
  )
  for (const { contract, people, opened } of sides) {
    const adopted = contracts.find((line) => line.contract === contract)?.adopted
    insist(adopted === people.size, `${adopted} adopted at ${contract}, of ${people.size}`)
    const { ended } = opened()
    const late = tally.logged.get('deferred_work_failed') ?? 0
    if (contract === 'movie-in-case')
      insist(ended + late >= people.size, `${ended} sessions ended there, of ${people.size} at least`)
  }
}
