import { type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** One request to `http://127.0.0.1`, with whatever Host it names. */
export function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const host = `localhost:${port}`
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { Host: host, ...headers } })
    sent.on('error', reject)
    sent.on('response', async (response) =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: await text(response),
      }),
    )
    sent.end(body)
  })
}

/** Waits for whatever serves the port. */
export async function untilAnswering(port: number, path: string, status?: number): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    const answer = await ask(port, path).catch(() => null)
    if (answer && (status === undefined || answer.status === status)) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`nothing answers on port ${port}`)
}

export interface SignedIn {
  cookie: string
  token: string
}

/** A documented account, by cookie and by token; as far as its password gets it. */
export async function signIn(port: number, login: string, password: string): Promise<SignedIn> {
  const post = (use: string) =>
    ask(port, '/v1/sessions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password, use }),
    })
  const [byCookie, byToken] = [await post('cookie'), await post('token')]
  const [cookie = ''] = (byCookie.headers['set-cookie'] ?? [])
    .filter((line) => line.includes('munjigi_session'))
    .map((line) => line.split(';')[0] ?? '')
  if (!cookie) throw new Error(`${login} got no cookie: ${byCookie.status} ${byCookie.text}`)
  return { cookie, token: JSON.parse(byToken.text).access_token ?? '' }
}
