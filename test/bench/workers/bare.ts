import { type Context, Hono } from 'hono'
import { hash } from './hash.ts'

/** The unavoidable work of each request and nothing else: what the service is measured against. */
const app = new Hono<{ Bindings: Env }>()

const utf8 = new TextEncoder()
/** ECMAScript 2026, and not yet among the types. */
interface FromBase64 {
  fromBase64(text: string, options: { alphabet: 'base64url' }): Uint8Array<ArrayBuffer>
}
const decoded = (text: string) =>
  (Uint8Array as unknown as FromBase64).fromBase64(text, { alphabet: 'base64url' })

app.post('/hash', async (c) => {
  const { password, salt } = await c.req.json<{ password: string; salt: string }>()
  return c.json({ bytes: (await hash(c.env, password, decoded(salt))).byteLength })
})

app.get('/read', async (c) => c.json((await c.env.KV.get(c.req.header('X-Key') ?? '', 'json')) as object))

const ALGORITHMS = {
  EC: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  OKP: { name: 'Ed25519' },
  RSA: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
}
interface Verifying {
  algorithm: { name: string; hash?: string }
  key: CryptoKey
}
let verifying: Promise<Verifying> | undefined

async function importPublicKey(c: Context<{ Bindings: Env }>): Promise<Verifying> {
  const { kty, crv, x, y, n, e } = JSON.parse(c.env.SIGNING_KEYS).keys[0]
  const algorithm = ALGORITHMS[kty as keyof typeof ALGORITHMS]
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y, n, e }, algorithm, false, ['verify'])
  return { algorithm, key }
}

app.get('/verify', async (c) => {
  verifying ??= importPublicKey(c)
  const { algorithm, key } = await verifying
  const token = c.req.header('Authorization')?.slice('Bearer '.length) ?? ''
  const [header = '', payload = '', signature = ''] = token.split('.')
  const signed = utf8.encode(`${header}.${payload}`)
  if (!(await crypto.subtle.verify(algorithm, key, decoded(signature), signed))) return c.json({}, 401)
  const { sub, sid, exp } = JSON.parse(new TextDecoder().decode(decoded(payload)))
  return c.json({ account: sub, session: sid, expires_at: exp })
})

const LIVE = `account_id = ? AND id = ? AND ended_at IS NULL AND expires_at > ?
  AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = account_id AND disabled_at IS NULL)`
const ROTATE = `UPDATE sessions SET refresh_hash = ?, previous_hash = ?, child_salt = ?, rotated_at = ?, last_seen_at = ?
  WHERE ${LIVE} AND refresh_hash = ? RETURNING *`
const GRACED = `SELECT * FROM sessions WHERE ${LIVE} AND previous_hash = ? AND rotated_at > ?`
const END = `UPDATE sessions SET ended_at = ?
  WHERE ${LIVE} AND NOT (refresh_hash = ? OR (previous_hash = ? AND rotated_at > ?)) RETURNING *`

app.post('/batch', async (c) => {
  const body = await c.req.json<Record<'account' | 'session' | 'from' | 'to' | 'child', string>>()
  const [session, from, to, child] = [body.session, body.from, body.to, body.child].map(decoded)
  const account = Number(body.account)
  const now = Date.now()
  const [rotated] = await c.env.DB.batch([
    c.env.DB.prepare(ROTATE).bind(to, from, child, now, now, account, session, now, from),
    c.env.DB.prepare(GRACED).bind(account, session, now, from, now - 10_000),
    c.env.DB.prepare(END).bind(now, account, session, now, from, from, now - 10_000),
  ])
  return rotated?.results.length === 1 ? c.json(rotated.results[0] as object) : c.json({}, 401)
})

export default app
