import { env } from 'cloudflare:workers'
import { operate } from '../acts/operator.ts'
import { tables } from '../contracts/index.ts'
import type { Door, Table } from '../contracts/table.ts'
import { type Flow, from, NARA, outcomeOf, passes } from '../flows/flows.ts'
import type { Harness } from '../world/harness.ts'
import { OLD_CONTRACTS, type OldContract, startOldService } from './old-service.ts'
import { loginOf, variable } from './world.ts'

const wrong = 'old-password-2'

/** Puts the service in front of an old one that knows Nara, whom an import marked. */
async function inFront(h: Harness, contract: OldContract) {
  const { username, email, nickname, password } = NARA
  const old = await startOldService(contract, [
    { login: loginOf(contract, NARA), password, id: 41, nickname },
  ])
  h.setEnv({ [variable(contract, 'URL')]: old.origin })
  const raw = JSON.stringify({ username, email, nickname, takeover: contract })
  await operate(h, 'POST', '/admin/accounts/import', { raw })
  return old
}

async function world(h: Harness, contract: OldContract) {
  const { body } = await operate(h, 'GET', '/admin/takeover')
  const { listed, adopted } = body.contracts.find((one: { contract: string }) => one.contract === contract)
  return { listed, adopted }
}

const LISTED = { listed: 1, adopted: 0 }
const COME = { listed: 0, adopted: 1 }

const comingOver = (contract: OldContract, door: Door): Flow => ({
  title: `come over, ${contract}`,
  passes: passes(door),
  fails: door.fails,
  worlds: [LISTED, COME],
  done: COME,
  // The account comes over whole before its session is opened.
  settles: ['accounts', 'places', 'events'],
  arrange: async (h) => {
    await inFront(h, contract)
    return {
      send: () => from(h, 'POST', door.path, { body: door.credentials(NARA) }),
      world: () => world(h, contract),
      secrets: [env.ADMIN_TOKEN],
    }
  },
})

const refused = (contract: OldContract, { door, failures }: Table): Flow => {
  const [status, body] = failures.wrong
  return {
    title: `a password that the old service refuses, ${contract}`,
    passes: outcomeOf({ status, body, headers: new Headers() }),
    fails: door.fails,
    defers: 1,
    worlds: [LISTED],
    done: LISTED,
    arrange: async (h) => {
      await inFront(h, contract)
      return {
        send: () => from(h, 'POST', door.path, { body: door.credentials({ ...NARA, password: wrong }) }),
        world: () => world(h, contract),
        secrets: [wrong],
      }
    },
  }
}

/** Sign-ins whose password an old service knows, by every contract. */
export const takeoverFlows = OLD_CONTRACTS.flatMap((contract) => {
  const table = tables.find((one) => one.contract === contract) as Table
  return [comingOver(contract, table.door), refused(contract, table)]
})
