import { busking } from './documents/busking.ts'
import type { DocumentedRequest, Example } from './documents/example.ts'
import { gateway } from './documents/gateway.ts'
import { movieInCase } from './documents/movie-in-case.ts'
import { ssafy } from './documents/ssafy.ts'
import { transcendence } from './documents/transcendence.ts'

/** Every example of the five original documents. */
export const documents: { contract: string; examples: Example[] }[] = [
  { contract: 'movie-in-case', examples: movieInCase },
  { contract: 'transcendence', examples: transcendence },
  { contract: 'ssafy', examples: ssafy },
  { contract: 'busking', examples: busking },
  { contract: 'gateway', examples: gateway },
]

/** The request with other texts in the place of some of its own. */
export function replaceTexts(request: DocumentedRequest, texts: Record<string, string>): DocumentedRequest {
  let text = JSON.stringify(request)
  for (const [documented, sent] of Object.entries(texts)) text = text.replaceAll(documented, sent)
  return JSON.parse(text)
}

/** Reads JSON, and what transcendence's document writes for it: single quotes, and a comma that is missing. */
export const readBody = (text: string): object =>
  JSON.parse(text.replaceAll("'", '"').replace(/"\n(\s*")/g, '",\n$1'))

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** The documented value with ours laid over it, field by field; a matcher replaces what it stands over. */
export function layOver(documented: unknown, ours: unknown): unknown {
  if (!isPlain(documented) || !isPlain(ours)) return ours
  const fields = Object.entries(ours).map(([name, value]) => [name, layOver(documented[name], value)])
  return { ...documented, ...Object.fromEntries(fields) }
}
