import { describe, expect, test } from 'vitest'
import { identities } from '../../src/db/schema.ts'
import { counts, HASH, IDENTITY, importRows, linesOf, NOW, operate } from '../acts/operator.ts'
import { harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { everyAccount } from '../world/people.ts'

const nara = { username: 'Nara', email: 'Nara@Example.com', password_hash: HASH }

describe('a line that is refused', () => {
  const long = { username: 'long', nickname: 'x'.repeat(16 * 1024) }
  const factor = { sealed_seed: 'AAAA.BBBB', confirmed_at: NOW, last_step: 1 }
  const code = { hash: 'h'.repeat(43), spent_at: null }

  test.for([
    ['is no JSON', '{"username":', { reason: 'not_json' }],
    ['is longer than 16 KiB', long, { reason: 'too_long' }],
    ['is no object', '["nara"]', { reason: 'invalid' }],
    ['lacks a username', { email: 'a@b.example' }, { reason: 'invalid', field: 'username' }],
    [
      'has a field of another name',
      { ...nara, passwordHash: HASH },
      { reason: 'unknown_field', field: 'passwordHash' },
    ],
    [
      'has __proto__',
      '{"username":"nara","__proto__":{"id":1}}',
      { reason: 'unknown_field', field: '__proto__' },
    ],
    ['has an id of 0', { ...nara, id: 0 }, { reason: 'invalid', field: 'id' }],
    ['has an id that is text', { ...nara, id: '1' }, { reason: 'invalid', field: 'id' }],
    ['has an id above 2^52', { ...nara, id: 2 ** 53 }, { reason: 'invalid', field: 'id' }],
    [
      'has a time without a zone',
      { ...nara, created_at: '2020-01-01T00:00:00' },
      { reason: 'invalid', field: 'created_at' },
    ],
    [
      'has a time on a day that there is not',
      { ...nara, created_at: '2026-02-29T00:00:00Z' },
      { reason: 'invalid', field: 'created_at' },
    ],
    [
      'has a time past the end of its day',
      { ...nara, created_at: '2026-02-28T24:00:00Z' },
      { reason: 'invalid', field: 'created_at' },
    ],
    [
      'has a time without seconds',
      { ...nara, created_at: '2026-02-28T12:00Z' },
      { reason: 'invalid', field: 'created_at' },
    ],
    [
      'has a time in a month that there is not',
      { ...nara, created_at: '2026-13-01T00:00:00Z' },
      { reason: 'invalid', field: 'created_at' },
    ],
    [
      'has a time in words',
      { ...nara, created_at: 'Thu, 1 Jan 2026 00:00:00 GMT' },
      { reason: 'invalid', field: 'created_at' },
    ],
    ['has a time that is a number', { ...nara, created_at: 1 }, { reason: 'invalid', field: 'created_at' }],
    ['has a NUL in the nickname', { ...nara, nickname: 'a\0b' }, { reason: 'invalid', field: 'nickname' }],
    [
      'has half a character',
      '{"username":"nara","nickname":"\\ud83d"}',
      { reason: 'invalid', field: 'nickname' },
    ],
    ['has a username that is invisible', { username: 'na\u200bra' }, { reason: 'bad_username' }],
    ['has an e-mail that is none', { ...nara, email: 'nara' }, { reason: 'bad_email' }],
    ['has clear text for a hash', { ...nara, password_hash: 'moonlight sonata' }, { reason: 'unknown_hash' }],
    [
      'has a hash of absurd cost',
      { ...nara, password_hash: `$2b$31$${'a'.repeat(53)}` },
      { reason: 'hash_too_costly', scheme: 'bcrypt' },
    ],
    [
      'has a digest for a hash',
      { ...nara, password_hash: 'fae6c07c22e13e979a82f9604c5de21c' },
      { reason: 'weak_hash', scheme: 'md5', converter: 'npm run convert -- --from rows' },
    ],
    [
      'has clear text that Spring marked as such',
      { ...nara, password_hash: '{noop}moonlight sonata' },
      { reason: 'weak_hash', scheme: 'noop', converter: 'npm run convert -- --from rows' },
    ],
    [
      'has a hash of Firebase, whose keys are not here',
      { ...nara, password_hash: `$firebase-scrypt$m=14,r=8$c2FsdA==$${'A'.repeat(86)}==` },
      { reason: 'hash_key_missing', scheme: 'firebase-scrypt' },
    ],
    [
      'has an identity of a provider that is not known here',
      { ...nara, identities: [IDENTITY, { ...IDENTITY, provider: 'facebook' }] },
      { reason: 'unknown_provider', field: 'identities.1.provider' },
    ],
    ['has a second factor and no id', { ...nara, second_factor: factor }, { reason: 'id_needed' }],
    ['has recovery codes and no id', { ...nara, recovery_codes: [code] }, { reason: 'id_needed' }],
    ['has a seed of another key', { ...nara, id: 9, second_factor: factor }, { reason: 'seed_unreadable' }],
    [
      'has a recovery code twice',
      { ...nara, id: 9, recovery_codes: [code, code] },
      { reason: 'invalid', field: 'recovery_codes' },
    ],
    [
      'has an identity twice',
      { ...nara, identities: [IDENTITY, IDENTITY] },
      { reason: 'invalid', field: 'identities' },
    ],
    [
      'has an identity without a subject',
      { ...nara, identities: [{ ...IDENTITY, subject: '' }] },
      { reason: 'invalid', field: 'identities.0.subject' },
    ],
  ] as const)(
    'because it %s is reported by its number, and its neighbours are taken',
    async ([, line, flaw]) => {
      const h = await harness()
      const { refused, counts: total } = await importRows(h, [
        { username: 'before' },
        line,
        { username: 'after' },
      ])
      expect(refused).toEqual([{ line: 2, ...flaw }])
      expect(total).toEqual(counts(2, 0, 1, 3))
      expect((await everyAccount()).map(({ username }) => username)).toEqual(['before', 'after'])
      expect(JSON.stringify(h.log)).not.toContain('moonlight')
    },
  )

  test('because it is not UTF-8 is reported too', async () => {
    const h = await harness()
    const raw = new Uint8Array([...new TextEncoder().encode('{"username":"'), 0xff, 0x22, 0x7d, 0x0a])
    const report = linesOf(await operate(h, 'POST', '/admin/accounts/import', { raw }))
    expect(report).toEqual([{ line: 1, reason: 'not_utf8' }, counts(0, 0, 1, 1)])
  })

  test.for([
    ['username', { username: 'NARA', email: 'other@example.com' }, 'username_taken'],
    ['username, at another id', { username: 'nara', id: 6 }, 'username_taken'],
    ['e-mail', { username: 'other', email: 'NARA@example.com' }, 'email_taken'],
    ['id', { username: 'other', id: 5 }, 'id_taken'],
    ['identity', { username: 'other', identities: [IDENTITY] }, 'identity_taken'],
  ] as const)('because the %s is another account’s leaves that account alone', async ([, line, reason]) => {
    const h = await harness()
    const first = { id: 5, ...nara, identities: [IDENTITY] }
    const together = await importRows(h, [first, line])
    expect(together).toEqual({ refused: [{ line: 2, reason }], counts: counts(1, 0, 1, 2) })
    const before = await everyAccount()
    expect((await importRows(h, [line])).refused).toEqual([{ line: 1, reason }])
    expect(await everyAccount()).toEqual(before)
    expect(await h.db.select().from(identities)).toHaveLength(1)
  })

  test('is reported in the order of the lines, whatever refused it', async () => {
    const h = await harness()
    const rows = range(1500).map((at) =>
      at % 3 === 0 ? '{' : { username: `u${at % 500}`, email: `e${at}@x.example` },
    )
    const { refused } = await importRows(h, rows)
    const lines = refused.map(({ line }: { line: number }) => line)
    expect(lines.length).toBeGreaterThan(500)
    expect(lines).toEqual(lines.toSorted((a: number, b: number) => a - b))
  })
})
