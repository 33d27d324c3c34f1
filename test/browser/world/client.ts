import { randomBytes } from 'node:crypto'
import type { AxiosStatic } from 'axios'
import type { BrowserContext } from 'playwright-core'
import { inject } from 'vitest'
import type { ClientName } from './setup.ts'
import { SERVICE, type Visitor, visit } from './visitor.ts'

/** In the page. */
declare const axios: AxiosStatic

interface Request {
  method: string
  url: string
  params?: object
  data?: unknown
  headers: Record<string, string>
}

export interface Reply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the contract documents.
  data: any
  /** Those that the page may read. */
  headers: Record<string, string>
}

/** `localhost` is the service's own site, `app.localhost` is another. */
export type Host = 'localhost' | 'app.localhost'

export interface Client extends Visitor {
  origin: string
  get(path: string, params?: object, headers?: Record<string, string>): Promise<Reply>
  post(path: string, data?: unknown, headers?: Record<string, string>): Promise<Reply>
  put(path: string, data: unknown, headers?: Record<string, string>): Promise<Reply>
  delete(path: string, headers?: Record<string, string>): Promise<Reply>
}

interface Opening {
  withCredentials?: boolean
  path?: string
  /** Of a visitor whose browser it is; a new one otherwise. */
  context?: BrowserContext
}

/**
 * The front end of a contract, whose page asks the service by axios, as `axios.create({ baseURL, withCredentials })`. What
 * axios throws for a reply that is no success is taken as that reply; a request without one throws here too.
 */
export async function openClient(
  name: ClientName,
  host: Host,
  { withCredentials = false, path = '/', context }: Opening = {},
): Promise<Client> {
  const origin = `http://${host}:${inject('clients')[name]}`
  const visitor = await visit(origin + path, context)
  const request = (given: Request): Promise<Reply> =>
    visitor.page.evaluate(
      async (config) => {
        const { status, data, headers } = await axios.request(config).catch((error) => {
          if (!error.response) throw new Error(error.code)
          return error.response
        })
        return { status, data, headers: { ...headers } }
      },
      { baseURL: SERVICE, withCredentials, ...given },
    )
  return {
    ...visitor,
    origin,
    get: (url, params = {}, headers = {}) => request({ method: 'get', url, params, headers }),
    post: (url, data, headers = {}) => request({ method: 'post', url, data, headers }),
    put: (url, data, headers = {}) => request({ method: 'put', url, data, headers }),
    delete: (url, headers = {}) => request({ method: 'delete', url, headers }),
  }
}

/** Somebody else's network each time, as `npm start` takes it from whoever names one. */
const network = () => ({ 'CF-Connecting-IP': `10.${randomBytes(3).join('.')}` })

/**
 * Whoever asks without a browser: it costs less, where it is not the browser that is looked at, and nothing of what a
 * network may do in an hour.
 */
export const direct: Pick<Client, 'post'> = {
  async post(path, body, headers = {}) {
    const reply = await fetch(SERVICE + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...network(), ...headers },
      body: JSON.stringify(body),
    })
    return { status: reply.status, data: await reply.json(), headers: Object.fromEntries(reply.headers) }
  },
}

export const answer = ({ status, data }: Reply) => [status, data]

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
