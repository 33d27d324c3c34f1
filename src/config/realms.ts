import * as z from 'zod/mini'
import { CONTRACTS } from '../db/words.ts'

/** The contracts and the native API; what operators do is of all realms. */
const DOORS = CONTRACTS.filter((name) => name !== 'admin') as string[]
const REALM = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/

/** `contract=realm`, separated by spaces; of any other contract the realm is `main`. */
export const realms = () =>
  z._default(
    z.pipe(
      z.pipe(
        z.string(),
        z.transform((text) =>
          text
            .split(/\s+/)
            .filter(Boolean)
            .map((pair) => pair.split('=')),
        ),
      ),
      z.pipe(
        z
          .array(z.tuple([z.enum(DOORS), z.string().check(z.regex(REALM, 'has no name of a realm'))]))
          .check(
            z.refine(
              (pairs) => new Set(pairs.map(([door]) => door)).size === pairs.length,
              'names one twice',
            ),
          ),
        z.transform((pairs): ReadonlyMap<string, string> => new Map(pairs)),
      ),
    ),
    new Map(),
  )
