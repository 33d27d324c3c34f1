import { entries } from '../../drizzle/meta/_journal.json'

/** As wrangler records it in `d1_migrations` once it has been applied. */
export const LATEST_MIGRATION = `${entries.at(-1)?.tag}.sql`
