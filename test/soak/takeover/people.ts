import type { OldContract, OldMisbehaviour } from '../../server/old/box.ts'
import { startOldService } from '../../server/old/services.ts'
import { DOORS, type Door } from '../model/doors.ts'
import { type Random, random } from '../random.ts'

const CONTRACTS: OldContract[] = ['movie-in-case', 'transcendence', 'ssafy', 'busking', 'gateway']

/** Somebody whom an import marked, and whose password one old service alone knows. */
export interface Person {
  username: string
  email: string
  password: string
  address: string
  old: OldSide
  /** How often the old service was asked about them, and failed. */
  asked: number
  faults: number
  came: boolean
}

/** One old service, and the door that it is taken over at. */
export interface OldSide {
  contract: OldContract
  door: Door
  people: Map<string, Person>
  origin: string
  /** Sessions of movie-in-case. */
  opened: () => { issued: number; ended: number }
  close: () => void
}

export const loginOf = ({ username, email, old }: Person): string =>
  old.contract === 'movie-in-case' ? email : username

const FAULTS: OldMisbehaviour[] = [500, 503, 429, 'dies', 'cut', 'html', 'empty', 'redirect', 'huge', 'slow']

/** Starts the five, each of which fails at a share of all logins, in a way that is drawn. */
export async function startOldSides(share: number, draw: Random): Promise<OldSide[]> {
  const sides = CONTRACTS.map(async (contract): Promise<OldSide> => {
    const people = new Map<string, Person>()
    const { origin, box, server } = await startOldService(contract, 0, {
      personOf(login) {
        const person = people.get(login)
        if (person) person.asked += 1
        const [username, id] = [person?.username ?? '', Number(person?.username.slice(1))]
        return person && { login, password: person.password, id, nickname: username }
      },
      misbehave(login) {
        if (!draw.chance(share)) return null
        const person = people.get(login)
        if (person) person.faults += 1
        return draw.pick(FAULTS) ?? null
      },
    })
    const door = DOORS.find(({ title }) => title === contract)
    if (!door) throw new Error(`there is no door of ${contract}`)
    const opened = () => ({ issued: box.issued.length, ended: box.ended.length })
    const close = () => {
      server.closeAllConnections()
      server.close()
    }
    return { contract, door, people, origin, opened, close }
  })
  return Promise.all(sides)
}

/** The `n`-th of them, at one of the old services in turn. */
export function personAt(seed: number, n: number, sides: OldSide[]): Person {
  const draw = random(seed, n)
  const old = sides[n % sides.length] as OldSide
  const username = `k${n}`
  const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  const password = `pw-${draw.text(10)}`
  const person = {
    username,
    email: `${username}@old.test`,
    password,
    address,
    old,
    asked: 0,
    faults: 0,
    came: false,
  }
  old.people.set(loginOf(person), person)
  return person
}

export const rowOf = ({ username, email, old }: Person): string =>
  JSON.stringify({
    ...{ username, email, email_verified: true, realm: old.contract, takeover: old.contract },
    ...(old.contract === 'busking' && { external_id: username.slice(1) }),
  })
