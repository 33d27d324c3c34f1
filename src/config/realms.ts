import * as z from 'zod/mini'
import { CONTRACTS } from '../db/words.ts'
import { words } from './urls.ts'

/** The contracts and the native API; what operators do is of all realms. */
const DOORS: string[] = CONTRACTS.filter((name) => name !== 'admin')
const REALM = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/

const isPair = ([door = '', realm = '', ...more]: string[]) =>
  DOORS.includes(door) && REALM.test(realm) && more.length === 0

/** `contract=realm`, separated by spaces; of any other contract the realm is `main`. */
export const realms = () =>
  z._default(
    z.pipe(
      z.string(),
      z.transform((text, { issues }): ReadonlyMap<string, string> => {
        const pairs = words(text).map((pair) => pair.split('='))
        const realms = new Map(pairs as [string, string][])
        if (pairs.every(isPair) && realms.size === pairs.length) return realms
        issues.push({ code: 'custom', message: 'is not contract=realm, each contract once', input: text })
        return z.NEVER
      }),
    ),
    new Map(),
  )
