import { eq, inArray, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import { type Config, configOf } from '../config.ts'
import { emailKey, usernameKey } from '../core/accounts/names.ts'
import { hashPassword } from '../core/passwords/hash.ts'
import { MAIN } from '../core/realms.ts'
import { sealSeed } from '../core/second-factor/totp.ts'
import { insertWhere } from '../core/storage/conditional-sql.ts'
import { accounts, places, totp } from '../db/schema.ts'

interface DocumentedAccount {
  id: number
  username: string
  email: string
  nickname: string
  password: string
  /** A hash of the password as another service made it. */
  importedHash?: string
  mustChangePassword?: boolean
  /** Base32; turns the second factor on. */
  seed?: string
}

const documented: DocumentedAccount[] = [
  {
    id: 1,
    username: 'busking123',
    email: 'busking@example.com',
    nickname: '버스킹짱',
    password: 'securepassword@',
  },
  { id: 2, username: 'dudqo225', email: 'ssafy@naver.com', nickname: '영남', password: 'ssafy123123' },
  {
    id: 3,
    username: 'testuser',
    email: 'testuser@example.com',
    nickname: '테스트',
    password: '111111',
    mustChangePassword: true,
  },
  {
    id: 4,
    username: 'movie',
    email: 'test_email@example.com',
    nickname: '무비',
    password: 'moviemovie1',
    importedHash: '$2b$05$QfpOoxzkED0xBPZ0RYUxEO5CIRGu0zam9XXikjWuo2PzZhtZdw66O',
  },
  {
    id: 5,
    username: 'pong42',
    email: 'pong42@example.com',
    nickname: '퐁',
    password: 'pongpong42',
    seed: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
]

/** Adds those that are absent; what was changed in the others stays. Throws ConfigError before it seals anything. */
export async function addDocumentedAccounts(env: Env): Promise<void> {
  const config = configOf(env)
  const db = drizzle(env.DB)
  const ids = documented.map(({ id }) => id)
  const present = await db.select({ id: accounts.id }).from(accounts).where(inArray(accounts.id, ids))
  const absent = documented.filter((one) => !present.some(({ id }) => id === one.id))
  await Promise.all(absent.map((one) => add(db, config, one)))
}

async function add(db: DrizzleD1Database, config: Config, account: DocumentedAccount): Promise<void> {
  const now = Date.now()
  const { id, username, email, nickname, password, importedHash, mustChangePassword = false, seed } = account
  const cost = { iterations: config.PASSWORD_ITERATIONS, rounds: config.PASSWORD_ROUNDS }
  const addAccount = db
    .insert(accounts)
    .values({
      id,
      passwordHash: importedHash ?? (await hashPassword(crypto, password, cost)),
      passwordChangedAt: now,
      mustChangePassword,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
  const isThere = sql`exists (select 1 from ${accounts} where ${eq(accounts.id, id)})`
  const place = {
    ...{ accountId: id, realm: MAIN, username, email, nickname, emailVerifiedAt: now, createdAt: now },
    usernameKey: usernameKey(username) ?? username,
    emailKey: emailKey(email),
  }
  const addPlace = insertWhere(db, places, place, isThere).onConflictDoNothing()
  if (!seed) {
    await db.batch([addAccount, addPlace])
    return
  }
  const sealed = await sealSeed(crypto, config.SEED_KEY, id, seed)
  const secondFactor = { accountId: id, seed: sealed, confirmedAt: now, lastStep: 0 }
  const addSecondFactor = insertWhere(db, totp, secondFactor, isThere).onConflictDoNothing()
  await db.batch([addAccount, addPlace, addSecondFactor])
}
