import { HttpFailure } from '../../contracts/engine.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Ctx } from '../../http/app-env.ts'
import { blobAtMost } from '../../http/body.ts'

/** It is held in memory, of which a Worker has 128 MB. */
const LARGEST_UPLOAD = 8 * 2 ** 20

const MULTIPART = /^multipart\/form-data\s*;/i

export const isUpload = (c: Ctx): boolean => MULTIPART.test(typeOf(c))

const typeOf = (c: Ctx) => c.req.header('Content-Type') ?? ''

/** A form with files (RFC 7578), each of them as its text. */
export async function uploadIn(c: Ctx): Promise<URLSearchParams> {
  const blob = await blobAtMost(c.req.raw.body, LARGEST_UPLOAD)
  if (blob === null) throw new HttpFailure('payload_too_large')
  const given = new URLSearchParams()
  try {
    const form = await new Response(blob, { headers: { 'Content-Type': typeOf(c) } }).formData()
    for (const [name, value] of form) given.append(name, await textOf(value))
  } catch {
    throw new Refusal('invalid_request', {}, 'the upload is no form of text')
  }
  return given
}

/** Throws for what is no UTF-8. */
const textOf = async (value: string | File) =>
  typeof value === 'string'
    ? value
    : new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await value.arrayBuffer())
