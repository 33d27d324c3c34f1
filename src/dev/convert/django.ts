import * as z from 'zod/mini'
import { flag, foundIn, person, type Source, text, time } from './person.ts'

const id = () => z.coerce.string()

/** Of any model that has a password: `auth.user`, or a project's own. */
const user = () =>
  z.object({
    pk: id(),
    fields: z.object({
      password: z.string(),
      username: text(),
      email: text(),
      first_name: text(),
      last_name: text(),
      is_active: z.nullish(z.boolean()),
      date_joined: time(),
    }),
  })

/** django-allauth's. */
const address = () =>
  z.object({
    model: z.literal('account.emailaddress'),
    fields: z.object({ user: id(), email: z.string(), verified: flag() }),
  })
const social = () =>
  z.object({
    model: z.literal('socialaccount.socialaccount'),
    fields: z.object({ user: id(), provider: z.string(), uid: id(), date_joined: time() }),
  })

/** Those of the objects that fit, by whose they are. */
const byUser = <T extends { fields: { user: string } }>(objects: unknown[], schema: z.ZodMiniType<T>) =>
  Map.groupBy(
    objects.map((one) => schema.safeParse(one)).flatMap(({ success, data }) => (success ? [data as T] : [])),
    ({ fields }) => fields.user,
  )

/** What `manage.py dumpdata` writes, of the users and, if there are any, of allauth's `account` and `socialaccount`. */
export const django: Source = (file) => {
  const objects = z.array(z.unknown()).parse(JSON.parse(file))
  const isUser = z.object({ fields: z.object({ password: z.string() }) })
  const users = objects.filter((one) => isUser.safeParse(one).success)
  const addresses = byUser(objects, address())
  const socials = byUser(objects, social())
  return foundIn(users, user(), 'user', ({ pk, fields }) => {
    const verified = (addresses.get(pk) ?? []).filter((one) => one.fields.verified)
    const email = fields.email ?? verified[0]?.fields.email ?? null
    return person({
      username: fields.username,
      email,
      emailVerified: verified.some((one) => one.fields.email.toLowerCase() === email?.toLowerCase()),
      nickname: [fields.first_name, fields.last_name].filter(Boolean).join(' ') || null,
      // Django writes an exclamation mark where no password is to match.
      hash: /^(?:!|$)/.test(fields.password) ? null : fields.password,
      disabled: fields.is_active === false,
      createdAt: fields.date_joined,
      identities: (socials.get(pk) ?? []).map(({ fields: { provider, uid, date_joined } }) => ({
        provider,
        subject: uid,
        createdAt: date_joined,
      })),
    })
  })
}
