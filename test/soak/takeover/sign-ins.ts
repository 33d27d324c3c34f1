import type { Database } from '../../bench/stage/stage.ts'
import type { Client } from '../client.ts'
import { outcomeOf, post } from '../model/doors.ts'
import { type Random, random } from '../random.ts'
import type { Tally } from '../tally.ts'
import { loginOf, type Person } from './people.ts'

export interface World {
  client: Client
  database: Database
  tally: Tally
  /** What the service has told so far, for comparison with what it counted. */
  told: { refused: number; faults: number; leftAlone: number }
}

interface Outcome {
  is: 'in' | 'refused' | 'fault' | 'left alone'
  /** Milliseconds until it may be worth another try. */
  pause: number
}

/** How long the service waits for an old one, in milliseconds. */
const PATIENCE = 3000

const headerOf = (headers: string, name: string) =>
  new RegExp(`\\r\\n${name}: (\\d+)`, 'i').exec(headers)?.[1] ?? null

/** One sign-in; throws where the answer is not one that the model allows. */
async function signIn(world: World, person: Person, password: string): Promise<Outcome> {
  const { client, tally } = world
  const { door } = person.old
  const before = person.faults
  const [from, begun] = [Date.now(), performance.now()]
  const request = post(door.path, door.body(loginOf(person), password), {
    'CF-Connecting-IP': person.address,
  })
  const { status, headers, body } = await client.send(request)
  const json = /\r\ncontent-type: \S*json/i.test(headers)
  const outcome = outcomeOf(status, json ? JSON.parse(Buffer.from(body, 'latin1').toString()) : null)
  tally.answered(`sign-in, ${door.title}`, outcome, performance.now() - begun)

  const isRight = password === person.password
  if (outcome === door.full && isRight) return { is: 'in', pause: 0 }
  if (outcome === door.wrong && !isRight) {
    if (!person.came) world.told.refused += 1
    return { is: 'refused', pause: 0 }
  }
  const retryAfter = Number(headerOf(headers, 'retry-after'))
  if (status !== 500 || retryAfter === 0 || person.came) throw new Error(`${door.title} answered ${outcome}`)
  // A machine that is busy answers late on both sides.
  const isLate = performance.now() - begun >= PATIENCE
  if (person.faults > before || isLate) {
    world.told.faults += 1
    return { is: 'fault', pause: retryAfter * 1000 }
  }
  const row = await world.database
    .prepare('SELECT max(left_alone_until) AS until FROM old_services')
    .first<{ until: number }>()
  if ((row?.until ?? 0) < from)
    throw new Error(`${door.title} answered ${outcome}, and its old service had not failed`)
  world.told.leftAlone += 1
  return { is: 'left alone', pause: retryAfter * 1000 }
}

const WRONG_FIRST = 0.1
const TWICE_AT_ONCE = 0.1
const AGAIN = 0.2

/** One person's way over: perhaps a wrong password, then the right one. Returns how long to wait before another try. */
async function comeOver(world: World, person: Person, draw: Random): Promise<number> {
  if (draw.chance(WRONG_FIRST)) await signIn(world, person, `wrong-${draw.text(6)}`)
  const tries = draw.chance(TWICE_AT_ONCE) ? 2 : 1
  const all = await Promise.all(Array.from({ length: tries }, () => signIn(world, person, person.password)))
  if (!all.some(({ is }) => is === 'in')) return Math.max(...all.map(({ pause }) => pause))
  person.came = true
  if (!draw.chance(AGAIN)) return 0
  const { asked } = person
  const isWrong = draw.chance(0.5)
  await signIn(world, person, isWrong ? `wrong-${draw.text(6)}` : person.password)
  if (person.asked !== asked) throw new Error('the old service was asked about somebody who had come over')
  return 0
}

/** Has all of them come over, so many at once; who met a fault tries again when the answer said. */
export async function comeOverAll(
  world: World,
  people: Person[],
  atOnce: number,
  seed: number,
): Promise<void> {
  const waiting = people.map((person) => ({ person, due: 0, tries: 0 }))
  let left = people.length
  const walk = async () => {
    for (let one = waiting.shift(); left > 0; one = waiting.shift()) {
      if (!one || one.due > Date.now()) {
        if (one) waiting.push(one)
        await new Promise((resolve) => setTimeout(resolve, one ? 1 : 50))
        continue
      }
      const { person, tries } = one
      const draw = random(seed + tries, Number(person.username.slice(1)))
      world.tally.due(performance.now())
      world.tally.began(`sign-in, ${person.old.door.title}`)
      try {
        const pause = await comeOver(world, person, draw)
        if (pause === 0) left -= 1
        else waiting.push({ person, due: Date.now() + pause, tries: tries + 1 })
      } catch (error) {
        left -= 1
        world.tally.disagreed(
          `${loginOf(person)} at ${person.old.contract}: ${error instanceof Error ? error.message : error}`,
        )
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, walk))
}
