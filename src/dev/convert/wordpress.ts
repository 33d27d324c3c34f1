import * as z from 'zod/mini'
import { foundIn, person, type Source, text, time } from './person.ts'
import { recordsOf } from './records.ts'

/** A row of wp_users. */
const user = () =>
  z.object({
    user_login: z.string(),
    user_pass: text(),
    user_email: text(),
    user_registered: time(),
    display_name: text(),
  })

/** phpMyAdmin's JSON: the rows stand in the table among what tells of the export. */
const table = () => z.object({ type: z.literal('table'), data: z.array(z.unknown()) })

/** A table's rows as CSV, as JSON, or as phpMyAdmin exports them. Which addresses were verified, it does not tell. */
export const wordPress: Source = (file) => {
  const records = recordsOf(file)
  const tables = records.map((one) => table().safeParse(one)).filter(({ success }) => success)
  const rows = tables.length > 0 ? tables.flatMap(({ data }) => data?.data ?? []) : records
  return foundIn(rows, user(), 'user', (row) =>
    person({
      username: row.user_login,
      email: row.user_email,
      nickname: row.display_name,
      hash: row.user_pass,
      createdAt: row.user_registered,
    }),
  )
}
