import * as z from 'zod/mini'
import { flag, foundIn, person, type Source, text, time } from './person.ts'

/** Names of columns in small letters with underscores, as some adapters write them, are those in camel case. */
const camel = <Output>(schema: z.ZodMiniType<Output>) =>
  z.pipe(
    z.transform((given: unknown): unknown =>
      Object.fromEntries(
        Object.entries(given ?? {}).map(([name, value]) => [
          name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
          value,
        ]),
      ),
    ),
    schema,
  )

const account = () =>
  camel(
    z.object({
      userId: z.coerce.string(),
      accountId: z.coerce.string(),
      providerId: z.string(),
      password: text(),
      createdAt: time(),
      updatedAt: time(),
    }),
  )

const user = () =>
  camel(
    z.object({
      id: z.coerce.string(),
      name: text(),
      email: text(),
      emailVerified: flag(),
      username: text(),
      displayUsername: text(),
      createdAt: time(),
      banned: flag(),
      twoFactorEnabled: flag(),
    }),
  )

/** The tables `user` and `account`, each as an array. */
const tables = () => z.object({ user: z.array(z.unknown()), account: z.array(account()) })

export const betterAuth: Source = (file) => {
  const { success, data } = tables().safeParse(JSON.parse(file))
  if (!success) throw new Error('expected are the tables "user" and "account", each as an array of its rows')
  const byUser = Map.groupBy(data.account, ({ userId }) => userId)
  return foundIn(data.user, user(), 'user', (row) => {
    const own = byUser.get(row.id) ?? []
    const credential = own.find(({ providerId }) => providerId === 'credential')
    return person({
      username: row.displayUsername ?? row.username,
      email: row.email,
      emailVerified: row.emailVerified,
      nickname: row.name,
      hash: credential?.password ?? null,
      passwordChangedAt: credential?.updatedAt ?? null,
      disabled: row.banned,
      createdAt: row.createdAt,
      identities: own
        .filter((one) => one !== credential)
        .map(({ providerId, accountId, createdAt }) => ({
          provider: providerId,
          subject: accountId,
          createdAt,
        })),
      leftOut: row.twoFactorEnabled ? ['second factor'] : [],
    })
  })
}
