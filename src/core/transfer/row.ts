import * as z from 'zod/mini'
import { emailKey, usernameKey } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { isKnownProvider } from '../identities/providers.ts'
import { once } from '../once.ts'
import { hashFlaw } from '../passwords/hash.ts'
import { unsealSeed } from '../second-factor/totp.ts'

/* One account as a line of JSON: what an export writes, and an import reads. Its names are those of the columns. */

const LARGEST_ID = 2 ** 52
const MOST_CODES = 50
const MOST_IDENTITIES = 20

const time = () =>
  z.pipe(
    z.iso.datetime({ offset: true }),
    z.transform((text) => Date.parse(text)),
  )

/** Neither control characters nor halves of characters: what SQLite's JSON would cut, or UTF-8 cannot hold. */
const text = (longest: number) =>
  z.string().check(z.minLength(1), z.maxLength(longest), z.regex(/^[^\p{Cc}\p{Cs}]*$/u))

const eachOnce = <T>(nameOf: (entry: T) => string) =>
  z.refine<T[]>((entries) => new Set(entries.map(nameOf)).size === entries.length)

const secondFactor = () =>
  z.strictObject({
    /** Encrypted under SEED_KEY, for this id. */
    sealed_seed: text(512),
    confirmed_at: time(),
    last_step: z.int().check(z.gte(0)),
  })

const recoveryCode = () =>
  z.strictObject({
    /** Keyed by CODE_KEY, for this id. */
    hash: z.string().check(z.regex(/^[\w-]{43}$/)),
    spent_at: z.nullable(time()),
  })

const identity = () =>
  z.strictObject({
    provider: text(64),
    subject: text(255),
    created_at: time(),
    proven_at: z.nullish(time()),
  })

const line = once(() =>
  z.strictObject({
    id: z.nullish(z.int().check(z.gte(1), z.lte(LARGEST_ID))),
    username: text(255),
    email: z.nullish(text(255)),
    email_verified: z.nullish(z.boolean()),
    email_verified_at: z.nullish(time()),
    nickname: z.nullish(text(255)),
    password_hash: z.nullish(text(1024)),
    password_changed_at: z.nullish(time()),
    must_change_password: z.nullish(z.boolean()),
    disabled: z.nullish(z.boolean()),
    disabled_at: z.nullish(time()),
    created_at: z.nullish(time()),
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
    | 'username_taken'
    | 'email_taken'
    | 'id_taken'
    | 'identity_taken'
  field?: string
  /** Of a hash that is known and not taken. */
  scheme?: string
  /** What makes of a `weak_hash` one that is taken. */
  converter?: string
}

const LONGEST_NAME_TOLD = 64
const CONVERTER = 'npm run convert -- --from rows'

function flawOf({ issues: [issue] }: z.core.$ZodError): RowFlaw {
  const path = issue?.path ?? []
  const isUnknown = issue?.code === 'unrecognized_keys'
  const field = [...path, ...(isUnknown ? issue.keys.slice(0, 1) : [])].join('.')
  const reason = isUnknown ? 'unknown_field' : 'invalid'
  return field === '' ? { reason } : { reason, field: field.slice(0, LONGEST_NAME_TOLD) }
}

function rowOf(
  given: z.infer<ReturnType<typeof line>>,
  username_key: string,
  email_key: string | null,
  now: number,
) {
  return {
    id: given.id ?? null,
    username: given.username,
    username_key,
    email: given.email ?? null,
    email_key,
    nickname: given.nickname ?? given.username,
    password_hash: given.password_hash ?? null,
    password_changed_at: given.password_changed_at ?? null,
    must_change_password: given.must_change_password ?? false,
    email_verified_at: given.email_verified_at ?? (given.email_verified ? now : null),
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

/** The account that the line describes, or why there can be none like it; what D1 knows was not asked yet. */
export async function readRow(ctx: Context, bytes: Uint8Array): Promise<AccountRow | RowFlaw> {
  const json = parsed(bytes)
  if ('reason' in json) return json
  const { success, data, error } = line().safeParse(json.value)
  if (!success) return flawOf(error)

  const name = usernameKey(data.username)
  const address = data.email ? emailKey(data.email) : null
  if (name === null) return { reason: 'bad_username' }
  if (data.email && address === null) return { reason: 'bad_email' }
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
  return rowOf(data, name, address, ctx.now())
}
