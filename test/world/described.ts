import type { Definition } from '../../src/contracts/contract.ts'
import type { Answer, Description } from '../../src/openapi/describe.ts'
import { describeService } from '../../src/openapi/descriptions.ts'
import { bodyOf, isChallenged } from '../../src/openapi/operations.ts'
import { answersOf, elsewhere, routesOf } from '../../src/openapi/routes.ts'
import { isForPeople } from '../../src/pages/index.ts'
import type { Reply } from './harness.ts'
import { createService, descriptions } from './service.ts'

interface Described {
  key: string
  contract: Definition
  matches: (method: string, path: string) => boolean
  answers: Map<number, Answer[]>
}

/** No line is a reply of lines too. */
const NDJSON = 'application/x-ndjson'

const served = routesOf(createService())

const service = describeService(descriptions)

const routes: Described[] = service.flatMap(({ contract, routes }) =>
  Object.entries(routes).flatMap(([key, route]) => {
    const one = served.get(key)
    if (!one) return []
    const pattern = new RegExp(`^${one.path.replace(/\./g, '\\.').replace(/:\w+/g, '[^/]+')}$`)
    const isMethod = (method: string) => method === one.method || (method === 'HEAD' && one.method === 'GET')
    return {
      key,
      contract,
      matches: (method: string, path: string) => isMethod(method) && pattern.test(path),
      answers: answersOf(contract, route, one),
    }
  }),
)

const isBelow = (path: string, { contract: { prefixes } }: Description) =>
  prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))

const longest = ({ contract: { prefixes } }: Description) =>
  Math.max(0, ...prefixes.map((prefix) => prefix.length))

/** By prefix, the narrower before the wider; what is below none is the app's own. */
const byPrefix = service.toSorted((one, other) => longest(other) - longest(one))

const bodies = new WeakMap<Answer[], Map<string, ReturnType<typeof bodyOf>>>()

/** What a body of this type can be; made once for all replies to a route with the same status. */
function bodyFor(described: Answer[], type: string): ReturnType<typeof bodyOf> {
  const known = bodies.get(described) ?? new Map<string, ReturnType<typeof bodyOf>>()
  bodies.set(described, known)
  const ofType = described.filter((answer) => answer.body && (answer.type ?? 'application/json') === type)
  const body = known.get(type) ?? bodyOf(ofType)
  known.set(type, body)
  return body
}

function answersTo(method: string, path: string): Omit<Described, 'matches'> {
  const route =
    routes.find((one) => one.matches(method, path) && !one.key.includes(':')) ??
    routes.find((one) => one.matches(method, path))
  if (route) return route
  const description = byPrefix.find((one) => isBelow(path, one)) ?? (service.at(-1) as Description)
  const answers = [...elsewhere(description, { method, path })].map(
    ([status, answer]): [number, Answer[]] => [status, [answer]],
  )
  const { contract } = description
  return { key: `${contract.name} elsewhere`, contract, answers: new Map(answers) }
}

/** As the router reads it. */
function pathOf(url: string): string {
  const { pathname } = new URL(url)
  return pathname.replace(/(%[\dA-F]{2})+/gi, (escaped) => {
    try {
      return decodeURI(escaped)
    } catch {
      return escaped
    }
  })
}

/** What pages answer with: a document, a way on, what belongs to documents, or what the console's are saved as. */
function unlikePages(path: string, { status, headers, text }: Reply): string | null {
  const type = headers.get('Content-Type')?.split(';')[0]
  if (status === 303) return text === '' && headers.has('Location') ? null : 'a way on that leads nowhere'
  const isDocument = type === 'text/html' && (text === '' || text.startsWith('<!doctype html>'))
  const isPart = status === 200 && (type === 'text/css' || type === 'text/javascript')
  const isSaved = status === 200 && type === NDJSON && path.startsWith('/console/')
  return isDocument || isPart || isSaved ? null : `a page answered ${status} ${type}: ${text.slice(0, 300)}`
}

/** What of the reply the OpenAPI document does not say, and no page would; null for all that it does. */
export function undescribed({ method, url }: Request, reply: Reply): string | null {
  if (method === 'OPTIONS') return null
  if (isForPeople(pathOf(url))) return unlikePages(pathOf(url), reply)
  const { key, contract, answers } = answersTo(method, pathOf(url))
  const described = answers.get(reply.status)
  if (!described)
    return `${key} answered ${reply.status}, which is not described: ${reply.text.slice(0, 300)}`
  if (isChallenged(contract, reply.status) !== reply.headers.has('WWW-Authenticate'))
    return `${key} answered 401, and the challenge is not as described`
  if (reply.text === '') {
    const hasNone =
      method === 'HEAD' || described.some(({ body, type }) => body === undefined || type === NDJSON)
    return hasNone ? null : `${key} answered ${reply.status} with no body`
  }
  const type = reply.headers.get('Content-Type')?.split(';')[0] ?? ''
  const parsed = bodyFor(described, type).safeParse(reply.body ?? reply.text)
  return parsed.success
    ? null
    : `${key} answered ${reply.status} ${type} undescribed: ${reply.text.slice(0, 300)}`
}
