import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { handed, type Walk } from '../attacks/canaries.ts'
import { CANARY, WRONG } from '../attacks/leak-walks.ts'
import { tables } from '../contracts/index.ts'
import type { Table } from '../contracts/table.ts'
import { OLD_CONTRACTS, type OldContract, type OldMisbehaviour, startOldService } from './old-service.ts'
import { loginOf, MODES, type Mode, variable } from './world.ts'

const { username, email, password } = CANARY

/** What an old service may answer that has lost its mind: whatever it was sent. */
const ECHOES: OldMisbehaviour[] = [
  { answer: { status: 500, body: { [password]: password } } },
  { answer: { status: 200, body: `<title>${password}</title>` } },
  { answer: { status: 302, headers: { Location: `https://x.test/?q=${password}` } } },
  {
    answer: {
      status: 401,
      headers: { 'X-Password': password, 'Set-Cookie': `q=${password}` },
      body: password,
    },
  },
  'dies',
]

/** A wrong password, answers that echo the right one, the right one, and once more. */
const comingOver =
  (contract: OldContract, mode: Mode): Walk =>
  async ({ h, ask, keep }) => {
    const login = loginOf(contract, CANARY)
    const old = await startOldService(contract, [{ login, password, id: 41, nickname: CANARY.nickname }])
    h.setEnv({ [variable(contract, 'URL')]: old.origin, [variable(contract, 'MODE')]: mode })
    const { door } = tables.find((one) => one.contract === contract) as Table
    const raw = JSON.stringify({ username, email, takeover: contract })
    if (mode === 'listed') await ask('POST', '/admin/accounts/import', { bearer: env.ADMIN_TOKEN, raw })

    const body = door.credentials(CANARY)
    await ask('POST', door.path, { body: door.credentials({ ...CANARY, password: WRONG }) })
    for (const misbehave of ECHOES) {
      await old.set({ misbehave })
      await ask('POST', door.path, { body })
    }
    await old.set({ misbehave: null })
    await ask('POST', door.path, { body }, handed)
    await ask('POST', door.path, { body }, handed)
    await ask('GET', '/admin/takeover', { bearer: env.ADMIN_TOKEN })

    const { issued, requests } = await old.look()
    keep(Object.fromEntries(issued.map((secret, at) => [`of the old ${contract} ${at}`, secret])))
    expect(requests.filter(({ body }) => body.includes(password))).toHaveLength(ECHOES.length + 1)
    expect(new Set(h.outbound.map((url) => new URL(url).origin))).toEqual(new Set([old.origin]))
  }

export const takeoverWalks: Record<string, Walk> = Object.fromEntries(
  OLD_CONTRACTS.flatMap((contract) =>
    MODES.map((mode) => [`a takeover of ${contract}, ${mode}`, comingOver(contract, mode)]),
  ),
)
