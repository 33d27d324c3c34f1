import { Flaw } from './flaw.ts'

export type Cbor = number | string | boolean | null | Uint8Array<ArrayBuffer> | Cbor[] | Map<Cbor, Cbor>

const DEEPEST = 8
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The item of CBOR (RFC 8949) that begins at `at`, and where it ends. In the form that authenticators write (CTAP 2 §8):
 * lengths as short as can be and never indefinite, no tags, no floats, no key twice. Throws Flaw for anything else.
 */
export function readCbor(bytes: Uint8Array<ArrayBuffer>, at = 0, depth = 0): [item: Cbor, end: number] {
  const [major, size, start] = readHead(bytes, at)
  if (depth > DEEPEST) throw new Flaw('CBOR too deep')
  if (major === 0) return [size, start]
  if (major === 1) return [-1 - size, start]
  if (major === 7) return [SIMPLE[size] as Cbor, start]
  if (major <= 3) {
    const end = start + size
    if (end > bytes.length) throw new Flaw('CBOR cut off')
    const content = bytes.slice(start, end)
    return [major === 2 ? content : text(content), end]
  }
  const items: Cbor[] = []
  let end = start
  for (let left = major === 4 ? size : 2 * size; left > 0; left--) {
    const [item, next] = readCbor(bytes, end, depth + 1)
    items.push(item)
    end = next
  }
  return [major === 4 ? items : mapOf(items), end]
}

const SIMPLE: Record<number, Cbor> = { 20: false, 21: true, 22: null }

function readHead(bytes: Uint8Array, at: number): [major: number, size: number, end: number] {
  const first = bytes[at]
  if (first === undefined) throw new Flaw('CBOR cut off')
  const [major, info] = [first >> 5, first & 31]
  if (major === 6 || (major === 7 && !(info in SIMPLE))) throw new Flaw('CBOR that no authenticator writes')
  if (info < 24) return [major, info, at + 1]
  const length = info < 27 ? 1 << (info - 24) : 0
  const written = bytes.subarray(at + 1, at + 1 + length)
  const size = written.reduce((sum, byte) => sum * 256 + byte, 0)
  const least = length === 1 ? 24 : 256 ** (length / 2)
  if (length === 0 || written.length < length || size < least) throw new Flaw('CBOR that is not canonical')
  return [major, size, at + 1 + length]
}

function text(content: Uint8Array): string {
  try {
    return utf8.decode(content)
  } catch {
    throw new Flaw('CBOR text that is not UTF-8')
  }
}

function mapOf(items: Cbor[]): Map<Cbor, Cbor> {
  const map = new Map<Cbor, Cbor>()
  for (let at = 0; at < items.length; at += 2) map.set(items[at] as Cbor, items[at + 1] as Cbor)
  if (map.size * 2 < items.length) throw new Flaw('CBOR with a key twice')
  return map
}
