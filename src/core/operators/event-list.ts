import { desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { events } from '../../db/schema.ts'
import { EVENTS } from '../../db/words.ts'
import type { Context } from '../context.ts'
import { type Fault, Refusal } from '../refusal.ts'
import { RECORDED_COLUMNS, type RecordedEvent } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import type { EventName } from '../storage/event-kinds.ts'
import { lastPassed, MOST_PASSED, type Page, ROWS_A_PAGE } from '../storage/pages.ts'
import { MINUTE } from '../time.ts'

const ROWS_OF_A_STREAM = 1000
/** A Worker may ask D1 a thousand times in one request. */
const MOST_STATEMENTS = 900
/** Ids ascend with times, but for what happened in several places at once: D1 gives a statement up after half of this. */
const DISORDER = MINUTE

export interface EventFilter {
  account?: number | undefined
  /** A kind of event. */
  what?: string | undefined
  contract?: string | undefined
  /** Milliseconds since the epoch; `to` is not among them. */
  from?: number | undefined
  to?: number | undefined
  /** An id: those below it. */
  before?: number | undefined
}

/** Throws `invalid_request` for what is no kind of event. */
function kindOf(what: string | undefined): EventName | undefined {
  const kind = EVENTS.find((known) => known === what)
  if (what === undefined || kind !== undefined) return kind
  const fault: Fault = { place: 'query', path: ['what'], code: 'not_one_of', expected: EVENTS.join(', ') }
  throw new Refusal('invalid_request', { faults: [fault] })
}

/** Ids: the first, and the one after the last. */
type Range = [bottom: number, top: number]

/**
 * The id of the first event at that time or later, or the one after the last. It is found by halving, which reads two
 * events a step: an index of times would cost a row written for every event.
 */
const firstAt = (at: number): SQL<number> => {
  const isBefore = sql`(select at from ${events} where id >= (low + high) / 2 order by id limit 1) < ${at}`
  return sql`(with recursive halves (low, high) as (
    select (select min(id) from ${events}), (select max(id) + 1 from ${events})
    union all select case when ${isBefore} then (low + high) / 2 + 1 else low end,
      case when ${isBefore} then high else (low + high) / 2 end from halves where low < high
  ) select coalesce(min(high), 0) from halves)`
}

async function rangeOf({ db }: Context, { from, to, before = Number.MAX_SAFE_INTEGER }: EventFilter) {
  if (from === undefined && to === undefined) return [0, before] satisfies Range
  const found = await db.get<{ bottom: number; top: number }>(sql`select
    ${from === undefined ? 0 : firstAt(from - DISORDER)} as bottom,
    ${to === undefined ? before : firstAt(to + DISORDER)} as top`)
  return [found.bottom, Math.min(found.top, before)] satisfies Range
}

/**
 * Below which id nothing of a range is looked at, where `MOST_PASSED` ids lie above it; null where all of it is. Two rows
 * are read for it.
 */
const lowestLooked = ([bottom, top]: Range): SQL<number | null> =>
  sql`(select max(id) + 1 from ${events} where id >= ${bottom} and id <
    (select max(id) + 1 - ${MOST_PASSED} from ${events} where id < ${top}))`

/** What is found of a range, newest first, and below which id to go on. */
async function readPart(ctx: Context, filter: EventFilter, [bottom, top]: Range, most: number) {
  const { account, contract, from, to } = filter
  const what = kindOf(filter.what)
  const above = (floor: SQL | number) =>
    all(
      account === undefined ? undefined : eq(events.accountId, account),
      gte(events.id, floor),
      lt(events.id, top),
    )
  // What an account has may be one event in a million, and has an index of its own.
  const last = account === undefined ? lowestLooked([bottom, top]) : lastPassed(events, above(bottom))
  const mayBeRare = [what, contract, from, to].some((one) => one !== undefined)
  const { floor, found } = await batch(ctx, {
    floor: ctx.db.select({ id: sql<number | null>`${mayBeRare ? last : sql`null`}` }).from(sql`(select 1)`),
    found: ctx.db
      .select(RECORDED_COLUMNS)
      .from(events)
      .where(
        all(
          // Of two bounds SQLite takes the first, and reads all that lies above it.
          above(mayBeRare ? sql`max(${bottom}, coalesce(${last}, 0))` : bottom),
          what && eq(events.what, what),
          contract === undefined ? undefined : eq(events.contract, contract),
          from === undefined ? undefined : gte(events.at, from),
          to === undefined ? undefined : lt(events.at, to),
        ),
      )
      .orderBy(desc(events.id))
      .limit(most + 1),
  })
  const page = found.slice(0, most)
  return { page, next: found.length > most ? (page.at(-1)?.id ?? null) : (floor[0]?.id ?? null) }
}

/**
 * What happened to one account, or in the whole service, newest first. Of a kind, a contract or a time a page may have
 * fewer, or none, while there is a `next`: no more than 20,000 events are looked through for it. Throws `invalid_request`.
 */
export async function listAllEvents(ctx: Context, filter: EventFilter): Promise<Page<RecordedEvent>> {
  return readPart(ctx, filter, await rangeOf(ctx, filter), ROWS_A_PAGE)
}

/**
 * All of them, a part at a time, as they are read. What one request may not ask for is left: the last of the parts then
 * has a `next`, below which another one goes on. Throws `invalid_request`.
 */
export function streamEvents(
  ctx: Context,
  filter: EventFilter,
  most = MOST_STATEMENTS,
): AsyncGenerator<Page<RecordedEvent>> {
  kindOf(filter.what)
  return partsOf(ctx, filter, most)
}

async function* partsOf(
  ctx: Context,
  filter: EventFilter,
  most: number,
): AsyncGenerator<Page<RecordedEvent>> {
  const [bottom, top] = await rangeOf(ctx, filter)
  let next: number | null = top
  for (let asked = 1; next !== null; asked++) {
    const part: Page<RecordedEvent> = await readPart(ctx, filter, [bottom, next], ROWS_OF_A_STREAM)
    const isLast = part.next === null || asked >= most
    yield { page: part.page, next: isLast ? part.next : null }
    next = isLast ? null : part.next
  }
}
