import * as oauth from 'oauth4webapi'
import { SECOND } from '../time.ts'

/** Its message quotes nothing that the provider said but an error's name. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  /** Whether it was the person who did not go on, or came with a code that is good for nothing. */
  readonly isPersons: boolean

  constructor(message: string, isPersons = false) {
    super(message)
    this.isPersons = isPersons
  }
}

/** RFC 6749 §4.1.2.1 and §5.2: what the provider says where it works as it should. */
const OF_THE_PERSON = ['access_denied', 'invalid_grant']

export const isPersons = (error: unknown): boolean =>
  (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) &&
  OF_THE_PERSON.includes(error.error)

const TIMEOUT = 5 * SECOND

/** A profile at 42 lists every project of a student. */
const LARGEST_ANSWER = 512 * 1024

/** How a provider is asked: 5 seconds for all that is asked with the same options. `isLocal`: without TLS, too. */
export const requestOptions = (fetch: typeof globalThis.fetch, isLocal: boolean) => ({
  signal: AbortSignal.timeout(TIMEOUT),
  [oauth.customFetch]: boundedFetch(fetch),
  [oauth.allowInsecureRequests]: isLocal,
})

export type RequestOptions = ReturnType<typeof requestOptions>

/** Follows no redirect, and reads no more of an answer than a provider has to say. */
const boundedFetch =
  (fetch: typeof globalThis.fetch) =>
  async (url: string, init: oauth.CustomFetchOptions<string, unknown>): Promise<Response> => {
    const response = await fetch(url, { ...(init as RequestInit), redirect: 'manual' })
    const { status } = response
    if (status !== 200 && status < 400) {
      await response.body?.cancel()
      throw new ProviderFailure(`answered ${status}`)
    }
    const type = response.headers.get('Content-Type')
    return new Response(await readAll(response), { status, headers: type ? { 'Content-Type': type } : {} })
  }

/** Leaves the body read to its end or cancelled, so that it holds no connection. */
async function readAll({ body }: Response): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let left = LARGEST_ANSWER
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength
    if (left < 0) throw new ProviderFailure('answered too much')
    chunks.push(chunk)
  }
  return new Blob(chunks)
}

/** Other messages are not told: they may quote what was answered, a token among it. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProviderFailure) return error.message
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    return `refused, ${/^[a-z_]{1,40}$/.test(error.error) ? error.error : 'without a reason'}`
  }
  if (!(error instanceof Error)) return 'failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
