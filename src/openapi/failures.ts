import * as z from 'zod'
import { PROBLEM_TYPE } from '../api/problems/envelope.ts'
import type { Definition, Failure, Occasion } from '../contracts/contract.ts'
import { type Answer, text } from './describe.ts'
import { FLAWS, problemOf } from './problems/schema.ts'

type Detail = Occasion['detail']

const BOUNDS: { [Flaw in string]?: string } = { too_short: '8', too_long: '128' }

/** What such a failure is told with, one or the other. */
const DETAILS: { [Name in Failure]?: Detail[] } = {
  invalid_request: [{ faults: [{ path: ['password'], code: 'required' }] }],
  password_refused: FLAWS.map((flaw) => ({
    flaw,
    faults: [{ path: ['password'], code: flaw, ...(flaw in BOUNDS && { expected: BOUNDS[flaw] }) }],
  })),
  too_many_attempts: [{ retryAfter: 30 }],
  unavailable: [{ retryAfter: 5 }],
}

/** Of the requests in the examples. */
const OCCASION = { issuer: 'https://auth.example.com', requestId: '8f14e45f-ceea-467f-a8f1-2d6f9a3f7c11' }

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
  return (DETAILS[failure] ?? [{}]).map((detail) => {
    const occasion = { ...OCCASION, ...route, failure, detail }
    const say = (language: 'en' | 'ko') => ({
      ...contract.envelope(contract.wordings[failure], { ...occasion, language }),
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
    body:
      type === PROBLEM_TYPE
        ? problemOf([...new Set(different.map(({ body }) => String(body.code)))])
        : shapeOf(different.map(({ body, korean }) => [body, korean])),
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
