export interface Message {
  id: string
  to: string
  from: string
  subject: string
  text: string
  html: string
  /** ISO 8601. */
  at: string
}

export interface Mail {
  from: string
  to: string[]
  subject: string
  text: string
  html: string
}

const KEY_LIFE = 24 * 60 * 60 * 1000

/** Made here and not by a migration, so that production's database has no trace of them. */
export async function createMailboxTables(db: D1Database): Promise<void> {
  await db.batch([
    db.prepare(`CREATE TABLE IF NOT EXISTS dev_messages (seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE, recipients TEXT NOT NULL, addresses TEXT NOT NULL, sender TEXT NOT NULL,
      subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, at INTEGER NOT NULL)`),
    db.prepare(
      'CREATE TABLE IF NOT EXISTS dev_sends (key TEXT PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL)',
    ),
    db.prepare(
      'CREATE TABLE IF NOT EXISTS dev_failures (one INTEGER PRIMARY KEY, status TEXT NOT NULL, times INTEGER NOT NULL)',
    ),
  ])
}

/** `Name <address>` or a bare address. */
const address = (recipient: string): string =>
  (/<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase()

/** Stores a mail once for each key and day; returns the id that its first sending got. */
export async function storeMail(db: D1Database, mail: Mail, idempotencyKey?: string): Promise<string> {
  const now = Date.now()
  const id = crypto.randomUUID()
  const key = idempotencyKey ?? id
  const addresses = JSON.stringify(mail.to.map(address))
  const results = await db.batch<{ id: string }>([
    db.prepare('DELETE FROM dev_sends WHERE at <= ?').bind(now - KEY_LIFE),
    db
      .prepare('INSERT INTO dev_sends (key, id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .bind(key, id, now),
    db
      .prepare(`INSERT INTO dev_messages (id, recipients, addresses, sender, subject, text, html, at)
        SELECT id, ?, ?, ?, ?, ?, ?, at FROM dev_sends WHERE key = ? AND id = ?`)
      .bind(mail.to.join(', '), addresses, mail.from, mail.subject, mail.text, mail.html, key, id),
    db.prepare('SELECT id FROM dev_sends WHERE key = ?').bind(key),
  ])
  return results[3]?.results[0]?.id ?? id
}

/** Newest first. `to` is an exact address in any case. */
export async function readMail(db: D1Database, to?: string): Promise<Message[]> {
  const { results } = await db
    .prepare(`SELECT id, recipients AS "to", sender AS "from", subject, text, html, at FROM dev_messages
      WHERE ?1 IS NULL OR EXISTS (SELECT 1 FROM json_each(addresses) WHERE value = ?1) ORDER BY seq DESC`)
    .bind(to === undefined ? null : address(to))
    .all<Omit<Message, 'at'> & { at: number }>()
  return results.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}

export async function emptyMailbox(db: D1Database): Promise<void> {
  await db.prepare('DELETE FROM dev_messages').run()
}

export async function failNext(db: D1Database, status: number | 'timeout', times: number): Promise<void> {
  await db
    .prepare('INSERT OR REPLACE INTO dev_failures (one, status, times) VALUES (1, ?, ?)')
    .bind(String(status), times)
    .run()
}

/** Takes one of the failures that were asked for; null when none is left. */
export async function takeFailure(db: D1Database): Promise<number | 'timeout' | null> {
  const row = await db
    .prepare('UPDATE dev_failures SET times = times - 1 WHERE times > 0 RETURNING status')
    .first<{ status: string }>()
  if (!row) return null
  return row.status === 'timeout' ? 'timeout' : Number(row.status)
}
