import { expect, test } from 'vitest'
import { registered, SUNNY, signIn, verify } from '../../acts/native.ts'
import { harness } from '../../world/harness.ts'

const FAMILY = '👨‍👩‍👧‍👦'

test.for([
  ['a NUL in it', 'pass\0word-1', ['pass', 'password-1', 'pass\0', 'pass\0word-2'], []],
  ['64 emoji', '🔑'.repeat(64), ['🔑'.repeat(63), '🔑'.repeat(65)], []],
  ['joined emoji', `${FAMILY}${FAMILY}`, [`👨👩👧👦${FAMILY}`], []],
  ['letters in parts', 'pässwörd-1'.normalize('NFD'), ['password-1'], ['pässwörd-1']],
  ['letters in one', 'pässwörd-1', ['passwo\u0308rd-1'], ['pässwörd-1'.normalize('NFD')]],
  [
    'Hangul',
    '비밀번호입니다만',
    ['비밀번호입니다', '비밀번호입니다만 '],
    ['비밀번호입니다만'.normalize('NFD')],
  ],
  ['a space before it', ' password-1', ['password-1', ' password-1 '], []],
  ['a space after it', 'password-1 ', ['password-1'], []],
  ['full-width letters', 'ｐassword-1', ['password-1'], []],
  ['control characters', 'pass\r\n\tword', ['password', 'pass\n\tword'], []],
  ['128 letters', 'x'.repeat(128), ['x'.repeat(72), 'x'.repeat(127), 'x'.repeat(129)], []],
] as const)(
  '40: a password with %s is itself in NFC, and nothing shorter, trimmed or folded',
  async ([, password, others, same]) => {
    const h = await harness()
    const { registration, code } = await registered(h, { ...SUNNY, password })
    expect((await verify(h, registration, code)).status).toBe(201)

    for (const other of others) expect((await signIn(h, SUNNY.username, other)).status).toBe(401)
    for (const right of [password, ...same]) {
      expect((await signIn(h, SUNNY.username, right)).status).toBe(201)
    }
  },
)
