import type { OldAnswer, OldProfile } from '../core/ports.ts'
import { readAtMost } from '../http/body.ts'

/** An answer as it came. */
export interface Heard {
  status: number
  /** Where it sends a browser. */
  location: string | null
  /** Undefined for what is no JSON. */
  body: unknown
}

/** What a documented answer means; null for any other. */
export type Reading =
  | { says: 'yes'; profile: OldProfile }
  | Extract<OldAnswer, { says: 'no' | 'second step' }>
  | null

/** How a contract's document has the service of old asked for a password, and what its answers mean. */
export interface Dialect {
  /** Where the login request is posted. */
  path: string
  body(login: string, password: string): object
  read(heard: Heard): Reading
  /** Where the session that a yes opens is ended, with the cookies that came along, by POST. */
  leave?: string
}

export interface Question {
  login: string
  password: string
  /** Of whoever signs in. */
  ip: string | null
}

/** What was asked, what came, and how it was read; nothing came where `heard` is null. */
export interface Hearing {
  heard: Heard | null
  answer: OldAnswer
}

/** Milliseconds. */
const TIMEOUT = 3000
const MOST_BYTES = 64 * 1024
/** Of the cookies that end the session there: what any browser would send back. */
const LONGEST_COOKIES = 4096

/** Many a firewall refuses who does not say what it is; Workers say nothing by themselves. */
const ALWAYS = { Accept: 'application/json', 'User-Agent': 'Munjigi' }

/** Asks the service at the origin once: no redirect is followed, and no more read than a login has to say. Never throws. */
export async function askOldService(
  dialect: Dialect,
  origin: string,
  fetch: typeof globalThis.fetch,
  { login, password, ip }: Question,
): Promise<Hearing> {
  const post = (path: string, init: { headers?: Record<string, string>; body?: string }) =>
    fetch(new URL(path, origin), {
      ...init,
      method: 'POST',
      headers: { ...init.headers, ...ALWAYS, ...(ip !== null && { 'X-Forwarded-For': ip }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    })

  let response: Response
  let text: string | null
  try {
    response = await post(dialect.path, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(dialect.body(login, password)),
    })
    text = response.body === null ? '' : await readAtMost(response.body, MOST_BYTES)
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return {
      heard: null,
      answer: nothing(isLate ? `no whole answer in ${TIMEOUT} ms` : 'the connection broke'),
    }
  }

  const { status, headers } = response
  if (text === null)
    return { heard: null, answer: nothing(`answered ${status} with more than ${MOST_BYTES} bytes`) }
  const heard: Heard = { status, location: headers.get('Location'), body: parsed(text) }
  const reading = dialect.read(heard)
  if (reading === null) {
    const what = heard.body === undefined ? 'what is no JSON' : 'another shape'
    return { heard, answer: nothing(`answered ${status} with ${what}`) }
  }
  if (reading.says !== 'yes') return { heard, answer: reading }
  const { leave } = dialect
  const cookies = cookiesOf(headers)
  if (leave === undefined || cookies === null) return { heard, answer: { ...reading, leave: null } }
  const leaves = async () => {
    const left = await post(leave, { headers: { Cookie: cookies } })
    await left.body?.cancel()
    if (!left.ok) throw new Error(`the old service answered ${left.status} where its session was to end`)
  }
  return { heard, answer: { ...reading, leave: leaves } }
}

const nothing = (reason: string): OldAnswer => ({ says: 'none of these', reason })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** As a browser sends them back; null where there are none, or more than one would keep. */
function cookiesOf(headers: Headers): string | null {
  const pairs = headers.getSetCookie().map((line) => line.split(';')[0]?.trim() ?? '')
  const cookies = pairs.filter((pair) => /^[^=\s]+=\S/.test(pair)).join('; ')
  return cookies === '' || cookies.length > LONGEST_COOKIES ? null : cookies
}
