import * as z from 'zod'
import type { Definition, Failure, Occasion } from '../contracts/contract.ts'
import { type Answer, text } from './describe.ts'

type Flaw = NonNullable<Occasion['detail']['flaw']>

/** Why a new password is refused. */
const FLAWS: Flaw[] = ['too_short', 'too_long', 'common', 'same_as_identity', 'unchanged']

type Body = Record<string, unknown>

interface Said {
  failure: Failure
  /** In English where the contract has it. */
  body: Body
  korean: Body
}

/** What the contract answers to these failures of a route, by status. */
export function failuresOf(
  contract: Definition,
  failures: Failure[],
  route: { method: string; path: string },
): Map<number, Answer> {
  const all = [...new Set(failures)].flatMap((failure) => saidOf(contract, failure, route))
  const byStatus = Map.groupBy(all, ({ failure }) => contract.wordings[failure].status)
  const { failureType: type = 'application/json' } = contract
  return new Map([...byStatus].map(([status, said]) => [status, answerOf(said, type)]))
}

function saidOf(contract: Definition, failure: Failure, route: { method: string; path: string }): Said[] {
  const details = failure === 'password_refused' ? FLAWS.map((flaw) => ({ flaw })) : [{}]
  return details.map((detail) => {
    const say = (language: 'en' | 'ko') => ({
      ...contract.envelope(contract.wordings[failure], { ...route, failure, detail, language }),
    })
    return { failure, body: say('en'), korean: say('ko') }
  })
}

function answerOf(all: Said[], type: string): Answer {
  const told = new Map<string, Said>()
  for (const one of all) if (!told.has(JSON.stringify(one.body))) told.set(JSON.stringify(one.body), one)
  const different = [...told.values()]
  return {
    description: [...new Set(all.map(({ failure }) => `\`${failure}\``))].join(', '),
    type,
    isRetriable: all.some(({ failure }) => failure === 'unavailable'),
    body: shapeOf(different.map(({ body, korean }) => [body, korean])),
    examples: Object.fromEntries(different.toReversed().map(({ failure, body }) => [failure, body])),
  }
}

/** The narrowest schema of all these values, each in both languages; what is said in the client's is any text. */
function shapeOf(values: [unknown, unknown][]): z.ZodType {
  const objects = values.filter((value): value is [Body, Body] => value.every(isObject))
  if (objects.length < values.length) {
    const isTranslated = values.some(([english, korean]) => english !== korean)
    return isTranslated ? text : z.literal([...new Set(values.flat())] as z.core.util.Literal[])
  }
  const names = new Set(objects.flatMap(([body]) => Object.keys(body)))
  const fields = [...names].map((name) => {
    const given = objects.filter(([body]) => name in body)
    const shape = shapeOf(given.map(([body, korean]) => [body[name], korean[name]]))
    return [name, given.length < values.length ? shape.optional() : shape]
  })
  return z.strictObject(Object.fromEntries(fields))
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null
