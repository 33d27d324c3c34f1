/**
 * As wrangler records it in `d1_migrations` once it has been applied. Written out, since the journal of drizzle-kit tells of
 * every migration what no request needs.
 */
export const LATEST_MIGRATION = '0020_tries_of_a_proof.sql'
