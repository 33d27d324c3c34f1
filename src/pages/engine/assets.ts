import type { Ctx } from '../../http/app-env.ts'

/** Those that are uploaded beside the worker. */
export const FILES = { 'style.css': 'text/css', 'script.js': 'text/javascript' } as const
export type File = keyof typeof FILES

interface Known {
  text: string
  /** Of what is in it. */
  version: string
}

/** They change with the worker alone. */
const known = new Map<File, Known>()

export async function fileOf(c: Ctx, name: File): Promise<Known> {
  const before = known.get(name)
  if (before) return before
  const text = await new Response(await c.get('asset')(`/pages/${name}`)).text()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const file = { text, version: digest.slice(0, 8).toHex() }
  known.set(name, file)
  return file
}

const YEAR = 31_536_000

/** For a year where the address has the version of what is in it; otherwise a later one may be asked for by it. */
export function replyFile(c: Ctx, type: string, { text, version }: Known): Response {
  if (c.req.query('v') === version) c.header('Cache-Control', `public, max-age=${YEAR}, immutable`)
  return c.body(text, 200, { 'Content-Type': `${type}; charset=UTF-8` })
}
