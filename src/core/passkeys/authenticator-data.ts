import { type Cbor, readCbor } from './cbor.ts'
import { Flaw } from './flaw.ts'

/** Web Authentication Level 3, §5.8.3. */
const LONGEST_ID = 1023

const FLAGS = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10 }
const [ATTESTED, EXTENDED] = [0x40, 0x80]

export interface AuthenticatorData extends Record<keyof typeof FLAGS, boolean> {
  rpIdHash: Uint8Array<ArrayBuffer>
  counter: number
  /** The new credential, where it says that there is one. */
  attested: { id: Uint8Array<ArrayBuffer>; key: Cbor } | null
}

/** Web Authentication Level 3, §6.1: to the last byte. Throws Flaw for anything else. */
export function readAuthenticatorData(bytes: Uint8Array<ArrayBuffer>): AuthenticatorData {
  if (bytes.length < 37) throw new Flaw('authenticator data cut off')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const flags = view.getUint8(32)
  const has = (flag: number) => (flags & flag) !== 0
  let end = 37
  let attested: AuthenticatorData['attested'] = null
  if (has(ATTESTED)) {
    if (bytes.length < 55) throw new Flaw('attested credential data cut off')
    const length = view.getUint16(53)
    if (length < 1 || length > LONGEST_ID) throw new Flaw('a credential id that is too long, or empty')
    const id = bytes.slice(55, 55 + length)
    const [key, after] = readCbor(bytes, 55 + length)
    attested = { id, key }
    end = after
  }
  if (has(EXTENDED)) {
    const [extensions, after] = readCbor(bytes, end)
    if (!(extensions instanceof Map)) throw new Flaw('extensions that are no map')
    end = after
  }
  if (end !== bytes.length) throw new Flaw('authenticator data with something after it')
  return {
    rpIdHash: bytes.slice(0, 32),
    userPresent: has(FLAGS.userPresent),
    userVerified: has(FLAGS.userVerified),
    backupEligible: has(FLAGS.backupEligible),
    backedUp: has(FLAGS.backedUp),
    counter: view.getUint32(33),
    attested,
  }
}
