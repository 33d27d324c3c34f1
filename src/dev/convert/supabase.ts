import * as z from 'zod/mini'
import { flag, foundIn, person, type Source, text, time, timeOf } from './person.ts'
import { nested, recordsOf } from './records.ts'

const inside = <Output>(schema: z.ZodMiniType<Output>) => z.pipe(z.transform(nested), schema)

const names = () =>
  inside(
    z.nullish(
      z.object({
        user_name: text(),
        preferred_username: text(),
        nickname: text(),
        full_name: text(),
        name: text(),
      }),
    ),
  )

const identity = () =>
  z.object({
    provider: z.string(),
    provider_id: text(),
    identity_data: inside(z.nullish(z.object({ sub: text() }))),
    created_at: time(),
  })

/** A row of auth.users, with those of auth.identities in `identities`. */
const user = () =>
  z.object({
    email: text(),
    phone: text(),
    encrypted_password: text(),
    email_confirmed_at: time(),
    created_at: time(),
    banned_until: text(),
    deleted_at: text(),
    is_anonymous: flag(),
    raw_user_meta_data: names(),
    identities: inside(z.nullish(z.array(identity()))),
  })

/** Those that came from Firebase carry their project's keys, which do not belong among hashes. */
const FIREBASE = /^\$fbscrypt\$v=1,n=(\d+),r=(\d+),p=1,ss=[^,$]*,sk=[^,$]+\$([^$]+)\$([^$]+)$/

const EVER = /^infinity$/i

export const supabase: Source = (file) =>
  foundIn(recordsOf(file), user(), 'user', (row) => {
    if (row.deleted_at) return 'deleted'
    if (row.is_anonymous) return 'anonymous'
    const [, m, r, salt, hash] = FIREBASE.exec(row.encrypted_password ?? '') ?? []
    const meta = row.raw_user_meta_data
    const banned = row.banned_until ?? ''
    const external = (row.identities ?? []).filter(({ provider }) => !['email', 'phone'].includes(provider))
    return person({
      username: meta?.user_name ?? meta?.preferred_username ?? null,
      email: row.email,
      emailVerified: row.email_confirmed_at !== null,
      nickname: meta?.nickname ?? meta?.full_name ?? meta?.name ?? null,
      hash: hash ? `$firebase-scrypt$m=${m},r=${r}$${salt}$${hash}` : row.encrypted_password,
      disabled: EVER.test(banned) || Date.parse(timeOf(banned) ?? '') > Date.now(),
      createdAt: row.created_at,
      identities: external.map((one) => ({
        provider: one.provider,
        subject: one.provider_id ?? one.identity_data?.sub ?? '',
        createdAt: one.created_at,
      })),
      leftOut: [
        ...(hash
          ? [
              'the Firebase keys in its hash: set them as FIREBASE_SIGNER_KEY (sk) and FIREBASE_SALT_SEPARATOR (ss)',
            ]
          : []),
        ...(row.phone ? ['phone'] : []),
      ],
    })
  })
