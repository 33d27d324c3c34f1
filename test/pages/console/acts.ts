import { env } from 'cloudflare:workers'
import { DECODED, sendForm } from '../../acts/pages.ts'
import { jarOf } from '../../acts/sign-in.ts'
import type { Harness, Reply, RequestOptions } from '../../world/harness.ts'

export const COOKIE = '__Host-munjigi_console'

export const sendToken = (h: Harness, token: string, path = '/console', options: RequestOptions = {}) =>
  sendForm(h, path, { token }, options)

/** An operator's browser, whose console is open. */
export async function opened(h: Harness, options: RequestOptions = {}) {
  const cookies = jarOf(await sendToken(h, env.ADMIN_TOKEN, '/console', options))
  const look = (path: string, more: RequestOptions = {}): Promise<Reply> =>
    h.request('GET', path, { cookies, ...more })
  const send = (path: string, fields: Record<string, string>, more: RequestOptions = {}) =>
    sendForm(h, path, fields, { cookies, ...more })
  return { cookies, look, send }
}

/** A form with a file, as a browser sends it. */
export function upload(fields: Record<string, string | Blob>) {
  const raw = new FormData()
  for (const [name, value] of Object.entries(fields)) raw.set(name, value)
  return { raw, headers: { Origin: 'https://auth.test', 'Sec-Fetch-Site': 'same-origin' } }
}

/** The text of a page, tags left out and every run of blanks one. */
export const textOf = ({ text }: Reply): string =>
  text
    .replace(/<(script|title)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#?\w+);/g, (all, name) => DECODED[name] ?? all)
    .replace(/\s+/g, ' ')

/** The rows of the tables, those of their heads left out; each cell as its text. */
export const tablesOf = ({ text }: Reply): Record<string, string[][]> =>
  Object.fromEntries(
    [...text.matchAll(/aria-label="([^"]*)"><table>.*?<tbody>(.*?)<\/tbody>/gs)].map(
      ([, label = '', rows = '']) => [
        label,
        [...rows.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
          [...row.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell = '']) => cell),
        ),
      ],
    ),
  )
