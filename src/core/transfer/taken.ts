import { type SQL, sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { MAIN } from '../realms.ts'
import type { PlaceRow } from './place-row.ts'
import type { AccountRow, Outcome } from './row.ts'

export const field = (path: string, of = 'r') => sql.raw(`${of}.value ->> '${path}'`)

/** What somebody has already of what the row `r` wants, each as a condition. */
export const TAKEN = {
  username: placeOf(sql`known.username_key = ${field('username_key', 'p')}`),
  email: placeOf(sql`known.email_key = ${field('email_key', 'p')}`),
  externalId: placeOf(sql`known.external_id = ${field('external_id', 'p')}`),
  /** A number that another is shown with, or an id that is another's number. */
  number: placeOf(sql`known.number = coalesce(${field('number', 'p')}, ${field('id')})`),
  idAsNumber: placeOf(sql`known.account_id = ${field('number', 'p')} and known.number is null`),
}

/** Whether another has such a place in the realm of the place `p`. */
function placeOf(which: SQL): SQL {
  return sql`exists (select 1 from places as known where known.realm = ${field('realm', 'p')} and ${which})`
}

/** What stands where a row wants a place. */
interface Standing {
  row: number
  place: number
  /** Whose the username is, and what that place has beside it. */
  owner: number | null
  email: string | null
  externalId: string | null
  isEmailTaken: number
  isExternalIdTaken: number
  isIdTaken: number
}

/** What stands in the way of rows that were not stored. */
export async function whyNot({ db }: Context, rows: AccountRow[]): Promise<[AccountRow, Outcome][]> {
  if (rows.length === 0) return []
  const { email, externalId, number, idAsNumber } = TAKEN
  const standing = await db.all<Standing>(sql`
    select r.key as row, p.key as place,
      own.account_id as owner, own.email_key as email, own.external_id as externalId,
      ${email} as isEmailTaken, (${externalId} or ${number} or ${idAsNumber}) as isExternalIdTaken,
      exists (select 1 from accounts where id = ${field('id')}) as isIdTaken
    from json_each(${JSON.stringify(rows)}) r, json_each(r.value, '$.places') p
      left join places own on own.realm = ${field('realm', 'p')} and own.username_key = ${field('username_key', 'p')}
    order by r.key, p.key`)
  return rows.map((row, at) => [
    row,
    outcomeOf(
      row,
      standing.filter((one) => one.row === at),
    ),
  ])
}

/**
 * An account is the row's own where all its places are that account's, and its id, e-mails and external ids are those of
 * the row, as far as the row tells them.
 */
function outcomeOf({ id, places }: AccountRow, standing: Standing[]): Outcome {
  const [first] = standing
  const owner = first?.owner ?? null
  const isOwn = ({ place, ...there }: Standing) => {
    const { email_key, external_id } = places[place] as PlaceRow
    return (
      there.owner === owner &&
      there.email === (email_key ?? there.email) &&
      there.externalId === (external_id ?? there.externalId)
    )
  }
  if (owner !== null && owner === (id ?? owner) && standing.every(isOwn)) return 'unchanged'
  for (const there of standing) {
    const realm = places[there.place]?.realm ?? MAIN
    const where = realm === MAIN ? {} : { realm }
    if (there.owner !== null) return { reason: 'username_taken', ...where }
    if (there.isEmailTaken) return { reason: 'email_taken', ...where }
    if (there.isExternalIdTaken) return { reason: 'external_id_taken', ...where }
  }
  return { reason: first?.isIdTaken ? 'id_taken' : 'identity_taken' }
}
