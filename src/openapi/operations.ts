import * as z from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi'
import type { Definition } from '../contracts/contract.ts'
import type { Answer, Route } from './describe.ts'
import { operationId } from './operation-ids.ts'
import { answersOf, type Served } from './routes.ts'

export function operationOf(
  contract: Definition,
  route: Route,
  served: Served,
  shared: SharedResponses,
): ZodOpenApiOperationObject {
  const { method, path, takes } = served
  const id = operationId(contract.name, `${method} ${path}`, route.summary)
  const json = takes.json && sentOf(takes.json)
  const body = json ?? takes.form ?? (route.bodyType && linesOf(route))
  if (json) shared.name(`${id[0]?.toUpperCase()}${id.slice(1)}Request`, json)
  const bodyType = takes.form ? 'application/x-www-form-urlencoded' : (route.bodyType ?? 'application/json')
  return {
    operationId: id,
    tags: [contract.name],
    summary: route.summary,
    description: route.description ?? toldOf(route),
    security: (route.security ?? []).map((scheme) => (scheme === 'none' ? {} : { [scheme]: [] })),
    ...parametersOf(route, served),
    ...(body && {
      requestBody: {
        required: !route.mayLackBody,
        content: {
          [bodyType]: { schema: body, ...examplesOf(route.bodyExamples) },
        },
      },
    }),
    responses: Object.fromEntries(
      [...answersOf(contract, route, served)]
        .toSorted(([one], [other]) => one - other)
        .map(([status, answers]) => [
          status,
          shared.take(contract.name, status, responseOf(contract, status, answers)),
        ]),
    ),
  }
}

/** Where nothing else is said of the route: what it is, and what its first answer means. */
function toldOf({ summary, answers }: Route): string {
  const [answer] = Object.values(answers).flat()
  return [summary, answer?.description.replace(/\.$/, '')].filter(Boolean).join('. ').concat('.')
}

/** What is sent, of a body that is read into another form. */
const sentOf = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.core.$ZodPipe ? sentOf(schema._zod.def.in) : schema

const linesOf = ({ bodyLine }: Route) =>
  z.string().meta(
    bodyLine
      ? {
          description: `Lines of JSON, each an \`${bodyLine}\`.`,
          contentMediaType: 'application/x-ndjson',
          contentSchema: { $ref: `#/components/schemas/${bodyLine}` },
        }
      : {},
  )

function parametersOf({ query: own, parameterExamples = {} }: Route, { path, takes }: Served) {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, z.string()] as const)
  const query = takes.query ?? own
  if (query)
    for (const [name, field] of Object.entries(fieldsOf(query))) tellExample(field, parameterExamples[name])
  const requestParams = {
    ...(names.length > 0 && { path: z.object(Object.fromEntries(names)) }),
    ...(query && { query: query as z.ZodObject }),
  }
  return Object.keys(requestParams).length > 0 ? { requestParams } : {}
}

/** Of an object, also where what it makes is transformed. */
const fieldsOf = (schema: z.core.$ZodType): Record<string, z.core.$ZodType> =>
  schema instanceof z.core.$ZodPipe ? fieldsOf(schema._zod.def.in) : (schema as z.ZodObject).shape

const tellExample = (field: z.core.$ZodType, example: string | undefined) =>
  example !== undefined && z.globalRegistry.add(field, { param: { example } })

const examplesOf = (examples: Record<string, unknown> = {}) => {
  const told = Object.entries(examples).map(([title, value]) => [title, { value }] as const)
  return told.length > 0 ? { examples: Object.fromEntries(told) } : {}
}

/** RFC 9110 §15.5.2, of whoever keeps to it: the contracts' documents do not. */
export const isChallenged = (contract: Definition, status: number): boolean =>
  status === 401 && 'challenge' in contract

function responseOf(contract: Definition, status: number, answers: Answer[]): ZodOpenApiResponseObject {
  const cookies = [...new Set(answers.flatMap(({ cookie }) => cookie ?? []))].join('; ')
  const own = answers.flatMap(({ headers = {} }) => Object.entries(headers))
  const headers = {
    ...Object.fromEntries(
      own.map(([name, description]) => [name, { description, schema: { type: 'string' } as const }]),
    ),
    ...(isChallenged(contract, status) && {
      'WWW-Authenticate': {
        description: 'RFC 6750: with an `error` where the token that came is the fault.',
        schema: { type: 'string' } as const,
      },
    }),
    ...(cookies && { 'Set-Cookie': { description: cookies, schema: { type: 'string' } as const } }),
    ...((status === 429 || answers.some(({ isRetriable }) => isRetriable)) && {
      'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } as const },
    }),
  }
  return {
    description: answers.map(({ description }) => description).join(' '),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(answers.some(({ body }) => body) && { content: contentOf(answers) }),
  }
}

function contentOf(answers: Answer[]) {
  const byType = Map.groupBy(
    answers.filter(({ body }) => body),
    ({ type = 'application/json' }) => type,
  )
  return Object.fromEntries(
    [...byType].map(([type, ofType]) => [
      type,
      { schema: bodyOf(ofType), ...examplesOf(Object.assign({}, ...ofType.map(({ examples }) => examples))) },
    ]),
  )
}

/** Whatever one of the answers can be. */
export function bodyOf(answers: Answer[]): z.ZodType {
  const [first = z.never(), ...others] = answers.flatMap(({ body }) => body ?? [])
  return others.length > 0 ? z.union([first, ...others]) : first
}

/** Failures that several routes of a contract answer alike are written down once. */
export class SharedResponses {
  /** Schemas of bodies, by the names that they have among the components. */
  readonly schemas: Record<string, z.core.$ZodType> = {}
  readonly #known = new Map<string, { response: ZodOpenApiResponseObject; written: string }>()

  name(name: string, schema: z.core.$ZodType): void {
    this.schemas[name] = schema
  }

  take(contract: string, status: number, response: ZodOpenApiResponseObject): ZodOpenApiResponseObject {
    const { description = '' } = response
    if (status < 400 || !description.startsWith('`')) return response
    const id = [contract, status, ...(description.match(/\w+/g) ?? [])].join('-')
    const written = JSON.stringify(Object.values(response.content ?? {}).map((media) => media?.examples))
    const known = this.#known.get(id)
    if (!known) this.#known.set(id, { response: { id, ...response }, written })
    else if (known.written !== written) return response
    return this.#known.get(id)?.response ?? response
  }
}
