import { type SQL, sql } from 'drizzle-orm'

/** What an external id must be to be shown where a contract shows a number: 1 to 2^53 − 1, in no other writing. */
export function numberOf(externalId: string | null): number | null {
  const number = Number(externalId)
  return /^[1-9]\d{0,15}$/.test(externalId ?? '') && Number.isSafeInteger(number) ? number : null
}

/**
 * In a realm where somebody has a number of their own, the one before the first of `width` that nobody is shown with,
 * neither as such nor as the id of an account; null in any other, where everybody is shown with the account's own id.
 */
export function beforeFreeNumbers(realm: string | SQL, width = 1): SQL {
  const last = sql.raw(String(Number.MAX_SAFE_INTEGER - width))
  const span = sql.raw(String(width))
  const own = sql`from places as own where own.realm = ${realm} and own.number is not null`
  const highestId = sql`(select max(id) from accounts)`
  const highest = sql`max((select max(own.number) ${own}), ${highestId})`
  // The highest number there is leaves no room above it: below the highest gap, then.
  const isFollowed = sql`exists (select 1 from places as next where next.realm = own.realm
    and next.number > own.number and next.number <= own.number + ${span})`
  const gap = sql`(select own.number ${own} and own.number <= ${last} and own.number > ${highestId}
    and not ${isFollowed} order by own.number desc limit 1)`
  return sql`case when exists (select 1 ${own})
    then case when ${highest} <= ${last} then ${highest} else coalesce(${gap}, ${highestId}) end end`
}
