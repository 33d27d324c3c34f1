import { env } from 'cloudflare:workers'
import { asc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { emailKey, usernameKey } from '../../src/core/accounts/names.ts'
import { hashPassword } from '../../src/core/passwords/hash.ts'
import { MAIN } from '../../src/core/realms.ts'
import { sealSeed } from '../../src/core/second-factor/totp.ts'
import { ACCOUNT_COLUMNS, isPlaceIn } from '../../src/core/storage/account-rows.ts'
import { type Account, accounts, places, totp } from '../../src/db/schema.ts'

/** What the clock of every world says at first. */
export const START = Date.UTC(2026, 0, 15, 12)

export interface Person {
  realm?: string
  username: string
  email: string
  password: string
  nickname: string
  passwordHash?: string
  mustChangePassword?: boolean
  disabledAt?: number
  seed?: string
}

/** The documented accounts of the contracts. */
export const PEOPLE = {
  busking: {
    username: 'busking123',
    email: 'busking@example.com',
    password: 'securepassword@',
    nickname: '버스킹짱',
  },
  ssafy: { username: 'dudqo225', email: 'ssafy@naver.com', password: 'ssafy123123', nickname: '영남' },
  gateway: {
    username: 'testuser',
    email: 'testuser@example.com',
    password: '111111',
    nickname: '테스트',
    mustChangePassword: true,
  },
  movie: {
    username: 'movie',
    email: 'test_email@example.com',
    password: 'moviemovie1',
    nickname: '무비',
    passwordHash: '$2b$05$6RdpoP1.qNaPVRILB/eoH.4VEIwy6a95qrdrpR0tZ2xLHuZC6SyZW',
  },
  pong: {
    username: 'pong42',
    email: 'pong42@example.com',
    password: 'pongpong42',
    nickname: '퐁',
    seed: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
} satisfies Record<string, Person>

/** Adds an account, as an import would; returns its id. */
export async function addPerson(person: Person): Promise<number> {
  const { seed, password, username, email, nickname, realm = MAIN, ...given } = person
  const db = drizzle(env.DB)
  const cost = { iterations: Number(env.PASSWORD_ITERATIONS), rounds: Number(env.PASSWORD_ROUNDS) }
  const [row] = await db
    .insert(accounts)
    .values({
      passwordHash: await hashPassword(crypto, password, cost),
      ...given,
      createdAt: START,
      updatedAt: START,
    })
    .returning({ id: accounts.id })
  if (!row) throw new Error('no account was made')
  await db.insert(places).values({
    ...{ accountId: row.id, realm, username, email, nickname },
    usernameKey: usernameKey(username) ?? '',
    emailKey: emailKey(email),
    emailVerifiedAt: START,
    createdAt: START,
  })
  if (seed) {
    const sealed = await sealSeed(crypto, env.SEED_KEY, row.id, seed)
    await db.insert(totp).values({ accountId: row.id, seed: sealed, confirmedAt: START })
  }
  return row.id
}

/** Adds the account without its address, as of somebody who came by a provider that told none. */
export async function addAccountWithoutEmail(person: Person): Promise<Person> {
  const id = await addPerson(person)
  const none = { email: null, emailKey: null, emailVerifiedAt: null }
  await drizzle(env.DB).update(places).set(none).where(eq(places.accountId, id))
  return person
}

/** All accounts by their ids, each as its oldest place calls it. */
export function everyAccount(): Promise<Account[]> {
  const oldest = sql`(select own.realm from places as own where own.account_id = accounts.id
    order by own.created_at, own.realm limit 1)`
  return drizzle(env.DB)
    .select(ACCOUNT_COLUMNS)
    .from(accounts)
    .innerJoin(places, isPlaceIn(oldest))
    .orderBy(asc(accounts.id))
}
