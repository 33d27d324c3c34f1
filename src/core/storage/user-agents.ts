import { lt, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { userAgents } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { DAY } from '../time.ts'
import type { Statement } from './batch.ts'

/** How exactly it is known when a user agent was last seen. */
export const SEEN_AGAIN_AFTER = 30 * DAY

/**
 * A statement that gives the caller's user agent a number, which writes nothing where it was seen within a month; none for
 * a caller without one.
 */
export const noteAgent = ({ db, now, caller: { userAgent: text } }: Context): Statement[] =>
  text === null
    ? []
    : [
        db
          .insert(userAgents)
          .values({ text, seenAt: now() })
          .onConflictDoUpdate({
            target: userAgents.text,
            set: { seenAt: now() },
            setWhere: lt(userAgents.seenAt, now() - SEEN_AGAIN_AFTER),
          }),
      ]

/** The number of a user agent, after `noteAgent`. */
export const agentNumber = (text: string | null): SQL<number | null> =>
  sql`(select ${userAgents.id} from ${userAgents} where ${userAgents.text} = ${text})`

/** The text that the number stands for. */
export const agentText = (number: SQLiteColumn) =>
  sql<string | null>`(select ${userAgents.text} from ${userAgents} where ${userAgents.id} = ${number})`
