import { asc, getTableColumns, gt, sql } from 'drizzle-orm'
import { accounts } from '../../db/schema.ts'
import { numberOf } from '../accounts/numbers.ts'
import type { Context } from '../context.ts'
import { OPERATORS } from '../operators/operators.ts'
import { EVERY_PLACE } from '../storage/account-rows.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'

const ROWS_A_PAGE = 500

const time = (milliseconds: number | null) =>
  milliseconds === null ? null : new Date(milliseconds).toISOString()

/**
 * Every account as a line of JSON, with its password hash, second factor and identities, in the order of ids; those
 * after `after`. What an import takes to make the same accounts; not their sessions, events and limits.
 */
export async function exportAccounts(
  ctx: Context,
  after: number,
  reason?: string,
): Promise<AsyncGenerator<string>> {
  const by = { contract: OPERATORS, actor: 'operator', reason } as const
  const event = { ...by, accountId: null, what: 'export_begun' } as const
  await batch(ctx, record(ctx, event))
  return pagesOf(ctx, after)
}

async function* pagesOf(ctx: Context, after: number): AsyncGenerator<string> {
  try {
    let last: number | undefined = after
    while (last !== undefined) {
      const page = await readPage(ctx, last)
      if (page.length > 0) yield page.map((row) => `${JSON.stringify(wireRow(ctx, row))}\n`).join('')
      last = page.length < ROWS_A_PAGE ? undefined : page.at(-1)?.id
    }
  } catch (error) {
    ctx.log.error('export_failed', error)
    throw new Error('the export broke off')
  }
}

type Row = Awaited<ReturnType<typeof readPage>>[number]

const readPage = ({ db }: Context, after: number) =>
  db
    .select({
      ...getTableColumns(accounts),
      places: EVERY_PLACE,
      factor: sql<string | null>`(select json_object('seed', seed, 'at', confirmed_at, 'step', last_step)
        from totp where account_id = accounts.id and confirmed_at is not null)`,
      codes: sql<string>`(select json_group_array(json_object('hash', hash, 'at', spent_at) order by hash)
        from recovery_codes where account_id = accounts.id)`,
      known: sql<string>`(select json_group_array(json_object('provider', provider, 'subject', subject, 'at', created_at, 'proven', proven_at)
        order by provider, subject) from identities where account_id = accounts.id)`,
    })
    .from(accounts)
    .where(gt(accounts.id, after))
    .orderBy(asc(accounts.id))
    .limit(ROWS_A_PAGE)

interface Kept {
  factor: { seed: string; at: number; step: number }
  codes: { hash: string; at: number | null }[]
  known: { provider: string; subject: string; at: number; proven: number | null }[]
}

/** One place's names stand in the row itself, those of several in a list. */
function namesOf({ settings }: Context, places: Row['places']) {
  const [first, ...more] = places.map((place) => ({
    ...((settings.realms.size > 0 || place.externalId !== null) && {
      realm: place.realm,
      external_id: place.externalId,
    }),
    username: place.username,
    email: place.email,
    email_verified_at: time(place.emailVerifiedAt),
    nickname: place.nickname,
    ...(place.number !== numberOf(place.externalId) && { number: place.number }),
    ...(place.takeover !== null && { takeover: place.takeover }),
  }))
  if (more.length === 0) return first
  return {
    places: [first, ...more].map((names, at) => ({
      ...names,
      created_at: time(places[at]?.createdAt ?? null),
    })),
  }
}

function wireRow(ctx: Context, { id, ...row }: Row) {
  const factor: Kept['factor'] | null = row.factor && JSON.parse(row.factor)
  const codes: Kept['codes'] = JSON.parse(row.codes)
  const known: Kept['known'] = JSON.parse(row.known)
  return {
    id,
    ...namesOf(ctx, row.places),
    password_hash: row.passwordHash,
    password_changed_at: time(row.passwordChangedAt),
    must_change_password: row.mustChangePassword,
    disabled_at: time(row.disabledAt),
    created_at: time(row.createdAt),
    second_factor: factor && {
      sealed_seed: factor.seed,
      confirmed_at: time(factor.at),
      last_step: factor.step,
    },
    recovery_codes: codes.map(({ hash, at }) => ({ hash, spent_at: time(at) })),
    identities: known.map(({ provider, subject, at, proven }) => ({
      ...{ provider, subject },
      created_at: time(at),
      proven_at: time(proven),
    })),
  }
}
