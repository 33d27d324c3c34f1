import { compare } from 'bcryptjs'

type Verify = (password: string) => Promise<boolean>

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/
const BCRYPT_COSTS = { least: 4, most: 13 }

/**
 * How to verify a hash that was imported from another service; null for a scheme that is not known here, or for a
 * cost that would let one row hold up the service.
 */
export function legacyScheme(stored: string): Verify | null {
  const cost = Number(BCRYPT.exec(stored)?.[1])
  if (cost >= BCRYPT_COSTS.least && cost <= BCRYPT_COSTS.most) {
    return (password) => compare(password, stored)
  }
  return null
}
