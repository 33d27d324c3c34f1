import fc from 'fast-check'
import { HASH, IDENTITY, NOW } from '../acts/operator.ts'
import { toJson, value, word } from './odd-requests.ts'

/** A good value of every field of an imported account. */
const GOOD: Record<string, unknown> = {
  ...{ id: 4000, username: 'moved', email: 'moved@example.com', email_verified: true, nickname: '이사' },
  ...{ email_verified_at: NOW, password_changed_at: NOW, disabled_at: NOW, created_at: NOW },
  ...{ password_hash: HASH, must_change_password: false, disabled: false, identities: [IDENTITY] },
  second_factor: { sealed_seed: 'AAAA', confirmed_at: NOW, last_step: 0 },
  recovery_codes: [{ hash: 'A'.repeat(43), spent_at: null }],
}

const entry = fc
  .tuple(fc.constantFrom(...Object.keys(GOOD)), fc.option(value, { freq: 3 }))
  .map(([name, odd]) => [name, odd ?? GOOD[name]] as const)

const account = fc
  .tuple(
    fc.oneof(
      fc.nat().map((at) => `m${at}`),
      word,
    ),
    fc.array(entry, { maxLength: 6 }),
  )
  .map(([username, entries]) => toJson([['username', username], ...entries]))

/** The body of an import: accounts a line each, some of them odd, and some no account at all. */
export const lines = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: account }, fc.constantFrom('', '{', 'null', '[]', '\ufeff{}'), word),
    {
      maxLength: 8,
    },
  )
  .map((all) => all.join('\n'))
