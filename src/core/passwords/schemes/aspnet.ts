import { base64 } from './encodings.ts'
import { type DigestName, pbkdf2Scheme } from './pbkdf2.ts'
import type { Reading } from './scheme.ts'

const PRFS: DigestName[] = ['sha1', 'sha256', 'sha512']
const V2 = { marker: 0, iterations: 1000, saltBytes: 16, hashBytes: 32 }
const V3 = { marker: 1, headerBytes: 13, leastSaltBytes: 16 }

/**
 * ASP.NET Identity, in base64 without any prefix. Version 2: a zero, 16 bytes of salt, 32 of PBKDF2. Version 3: a one,
 * the digest, the iterations and the salt's length, each in 32 bits, the salt, and what PBKDF2 made of it.
 */
export function aspNet(stored: string): Reading {
  const bytes = /^A[A-Za-z0-9+/]{65,}={0,2}$/.test(stored) ? base64(stored) : null
  if (bytes === null) return null
  if (bytes[0] === V2.marker) {
    if (bytes.length !== 1 + V2.saltBytes + V2.hashBytes) return null
    return pbkdf2Scheme(
      'sha1',
      V2.iterations,
      bytes.slice(1, 1 + V2.saltBytes),
      bytes.slice(1 + V2.saltBytes),
    )
  }
  if (bytes[0] !== V3.marker || bytes.length < V3.headerBytes) return null
  const header = new DataView(bytes.buffer)
  const prf = PRFS[header.getUint32(1)]
  const end = V3.headerBytes + header.getUint32(9)
  const salt = bytes.slice(V3.headerBytes, end)
  if (prf === undefined || salt.length < V3.leastSaltBytes || end > bytes.length) return null
  return pbkdf2Scheme(prf, header.getUint32(5), salt, bytes.slice(end))
}
