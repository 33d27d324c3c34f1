import * as z from 'zod/mini'
import type { Context } from '../context.ts'
import { isKnownProvider } from '../identities/providers.ts'
import { once } from '../once.ts'
import { hashFlaw } from '../passwords/hash.ts'
import { MAIN } from '../realms.ts'
import { unsealSeed } from '../second-factor/totp.ts'
import { eachOnce, moment, text } from './fields.ts'
import { names, type PlaceRow, place, placeOf } from './place-row.ts'

/* One account as a line of JSON: what an export writes, and an import reads. Its names are those of the columns. */

const LARGEST_ID = 2 ** 52
const MOST_CODES = 50
const MOST_IDENTITIES = 20
const MOST_PLACES = 20

const secondFactor = () =>
  z.strictObject({
    /** Encrypted under SEED_KEY, for this id. */
    sealed_seed: text(512),
    confirmed_at: moment(),
    last_step: z.int().check(z.gte(0)),
  })

const recoveryCode = () =>
  z.strictObject({
    /** Keyed by CODE_KEY, for this id. */
    hash: z.string().check(z.regex(/^[\w-]{43}$/)),
    spent_at: z.nullable(moment()),
  })

const identity = () =>
  z.strictObject({
    provider: text(64),
    subject: text(255),
    created_at: moment(),
    proven_at: z.nullish(moment()),
  })

/** What an import reads, and an export writes. */
export const line = once(() =>
  z.strictObject({
    id: z.nullish(z.int().check(z.gte(1), z.lte(LARGEST_ID))),
    ...names(),
    username: z.optional(text(255)),
    places: z.optional(
      z.array(place()).check(
        z.minLength(1),
        z.maxLength(MOST_PLACES),
        eachOnce(({ realm }) => realm ?? MAIN),
      ),
    ),
    password_hash: z.nullish(text(1024)),
    password_changed_at: z.nullish(moment()),
    must_change_password: z.nullish(z.boolean()),
    disabled: z.nullish(z.boolean()),
    disabled_at: z.nullish(moment()),
    created_at: z.nullish(moment()),
    second_factor: z.nullish(secondFactor()),
    recovery_codes: z.nullish(
      z.array(recoveryCode()).check(
        z.maxLength(MOST_CODES),
        eachOnce(({ hash }) => hash),
      ),
    ),
    identities: z.nullish(
      z.array(identity()).check(
        z.maxLength(MOST_IDENTITIES),
        eachOnce(({ provider, subject }) => JSON.stringify([provider, subject])),
      ),
    ),
  }),
)

/** Ready to be stored. */
export type AccountRow = ReturnType<typeof rowOf>

/** Why a line is not taken; `field` is the part of it that is wrong. */
export interface RowFlaw {
  reason:
    | 'too_long'
    | 'not_utf8'
    | 'not_json'
    | 'invalid'
    | 'unknown_field'
    | 'bad_username'
    | 'bad_email'
    | 'unknown_hash'
    | 'hash_too_costly'
    | 'weak_hash'
    | 'hash_key_missing'
    | 'unknown_provider'
    | 'id_needed'
    | 'seed_unreadable'
    | 'unknown_realm'
    | 'username_taken'
    | 'email_taken'
    | 'external_id_taken'
    | 'id_taken'
    | 'identity_taken'
  field?: string
  /** In which realm a name is taken, where that is not `main`. */
  realm?: string
  /** Of a hash that is known and not taken. */
  scheme?: string
  /** What makes of a `weak_hash` one that is taken. */
  converter?: string
}

/** What became of a line. */
export type Outcome = 'imported' | 'unchanged' | RowFlaw

const LONGEST_NAME_TOLD = 64
const CONVERTER = 'npm run convert -- --from rows'

function flawOf({ issues: [issue] }: z.core.$ZodError): RowFlaw {
  const path = issue?.path ?? []
  const isUnknown = issue?.code === 'unrecognized_keys'
  const field = [...path, ...(isUnknown ? issue.keys.slice(0, 1) : [])].join('.')
  const reason = isUnknown ? 'unknown_field' : 'invalid'
  return field === '' ? { reason } : { reason, field: field.slice(0, LONGEST_NAME_TOLD) }
}

type Given = z.infer<ReturnType<typeof line>>

function rowOf(given: Given, places: PlaceRow[], now: number) {
  return {
    id: given.id ?? null,
    places,
    password_hash: given.password_hash ?? null,
    password_changed_at: given.password_changed_at ?? null,
    must_change_password: given.must_change_password ?? false,
    disabled_at: given.disabled_at ?? (given.disabled ? now : null),
    created_at: given.created_at ?? now,
    updated_at: now,
    second_factor: given.second_factor ?? null,
    recovery_codes: given.recovery_codes ?? [],
    identities: given.identities ?? [],
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

function parsed(bytes: Uint8Array): { value: unknown } | RowFlaw {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return { reason: 'not_utf8' }
  }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { reason: 'not_json' }
  }
}

/** Those of the list, or the one that the line itself tells; a flaw is told with its place in the list. */
function placesOf(ctx: Context, { places, username, created_at, ...rest }: Given): PlaceRow[] | RowFlaw {
  const inLine = Object.keys(names()).filter((name) => rest[name as keyof typeof rest] != null)
  if (places && (username !== undefined || inLine.length > 0)) return { reason: 'invalid', field: 'places' }
  if (!places && username === undefined) return { reason: 'invalid', field: 'username' }
  const read = (places ?? [{ ...rest, username: username ?? '' }]).map((one) =>
    placeOf(ctx, one, created_at ?? ctx.now()),
  )
  const flawed = read.findIndex((one) => 'reason' in one)
  if (flawed < 0) return read as PlaceRow[]
  return { ...(read[flawed] as RowFlaw), ...(places && { field: `places.${flawed}` }) }
}

/** The account that the line describes, or why there can be none like it; what D1 knows was not asked yet. */
export async function readRow(ctx: Context, bytes: Uint8Array): Promise<AccountRow | RowFlaw> {
  const json = parsed(bytes)
  if ('reason' in json) return json
  const { success, data, error } = line().safeParse(json.value)
  if (!success) return flawOf(error)

  const places = placesOf(ctx, data)
  if ('reason' in places) return places
  const flaw = data.password_hash ? hashFlaw(data.password_hash, ctx.settings.firebase) : null
  if (flaw) return flaw.reason === 'weak_hash' ? { ...flaw, converter: CONVERTER } : flaw
  const stranger = data.identities?.findIndex(({ provider }) => !isKnownProvider(ctx, provider)) ?? -1
  if (stranger >= 0) return { reason: 'unknown_provider', field: `identities.${stranger}.provider` }

  const { id, second_factor: factor, recovery_codes: codes } = data
  if (!id && (factor || codes?.length)) return { reason: 'id_needed' }
  if (id && factor) {
    const seed = unsealSeed(ctx.crypto, ctx.settings.seedKey, id, factor.sealed_seed)
    if (!(await seed.then(Boolean, () => false))) return { reason: 'seed_unreadable' }
  }
  return rowOf(data, places, ctx.now())
}
