import { env } from 'cloudflare:workers'
import { type Harness, type Reply, type RequestOptions, START } from '../world/harness.ts'

/** Sends a request as the operator. */
export const operate = (h: Harness, method: string, path: string, options: RequestOptions = {}) =>
  h.request(method, path, { bearer: env.ADMIN_TOKEN, ...options })

export const ACTS = ['disable', 'enable', 'require-password-change', 'end-sessions', 'reopen']

export const act = (h: Harness, id: number, name: string) =>
  operate(h, 'POST', `/admin/accounts/${id}/${name}`)

/** A reply of lines of JSON, each of them read. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the lines hold.
export const linesOf = ({ text }: Reply): any[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

export async function importRows(h: Harness, rows: (object | string)[]) {
  const raw = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')
  const report = linesOf(await operate(h, 'POST', '/admin/accounts/import', { raw }))
  return { refused: report.slice(0, -1), counts: report.at(-1) }
}

export const exported = async (h: Harness): Promise<string> =>
  (await operate(h, 'GET', '/admin/accounts/export')).text

export const NOW = new Date(START).toISOString()
/** "moonlight sonata" */
export const HASH = '$pbkdf2-sha256$1000$..../96tvu/7774BI0VniQ$652a/OADu01UYa7L/e8VTYEeq2qa62pPXETETe95AsU'
export const IDENTITY = { provider: '42', subject: '4242', created_at: NOW }

export const counts = (imported: number, unchanged: number, refused: number, line: number) => ({
  ...{ done: true, line, imported, unchanged, refused },
})
