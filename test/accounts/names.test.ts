import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emailKey, usernameKey } from '../../src/core/accounts/names.ts'

describe('a username', () => {
  test.for([
    ['Busking123', 'busking123'],
    ['ｂｕｓｋｉｎｇ', 'busking'],
    ['\u212Aim', 'kim'],
    ['José', 'josé'],
    ['José'.normalize('NFD'), 'josé'],
    ['영남'.normalize('NFD'), '영남'],
    ['ﬁsh', 'fish'],
  ] as const)('%s is the same as %s', ([name, key]) => {
    expect(usernameKey(name)).toBe(key)
  })

  test('with a dotless i is not that with a dotted one', () => {
    expect(usernameKey('mıke')).not.toBe(usernameKey('mike'))
  })

  test.for([
    ['nothing', ''],
    ['a space', 'a b'],
    ['a space at its end', 'a '],
    ['an ideographic space', 'a\u3000b'],
    ['a no-break space', 'a\u00A0b'],
    ['a NUL', 'a\0'],
    ['a line break', 'a\n'],
    ['a zero-width space', 'a\u200Bb'],
    ['a zero-width joiner', 'a\u200Db'],
    ['a right-to-left override', 'a\u202Eb'],
    ['a soft hyphen', 'a\u00ADb'],
    ['a byte order mark', '\uFEFFa'],
    ['a lone surrogate', 'a\uD800'],
    ['a private-use character', 'a\uE000'],
    ['a mark that composes with nothing', 'q\u0301'],
    ['65 letters', 'a'.repeat(65)],
    ['33 letters that unfold to 66', 'ﬁ'.repeat(33)],
  ] as const)('with %s is none', ([, name]) => {
    expect(usernameKey(name)).toBeNull()
  })

  test('has one key, however often it is taken and in whatever form it comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const key = usernameKey(name)
        expect(key === null ? null : usernameKey(key)).toBe(key)
        expect(usernameKey(name.normalize('NFD'))).toBe(key)
        expect(usernameKey(name.normalize('NFKC'))).toBe(key)
      }),
      { seed: 20260115, numRuns: 2000 },
    )
  })
})

describe('an e-mail', () => {
  test.for([
    ['Ssafy@Naver.COM', 'ssafy@naver.com'],
    ['a\uFF20b.c', 'a@b.c'],
    ['a\uFE6Bb.c', 'a@b.c'],
    ['first.last+tag@example.com', 'first.last+tag@example.com'],
    ["o'brien@example.com", "o'brien@example.com"],
    [`${'a'.repeat(64)}@b.c`, `${'a'.repeat(64)}@b.c`],
  ] as const)('%s is %s', ([email, key]) => {
    expect(emailKey(email)).toBe(key)
  })

  test.for([
    ['nothing', ''],
    ['no @', 'example.com'],
    ['two @', 'a@b@c.d'],
    ['an @ in quotes', '"a@b"@c.d'],
    ['nobody before the @', '@b.c'],
    ['nothing after the @', 'a@'],
    ['a second address', 'a@b.c,d@e.f'],
    ['a second address after a semicolon', 'a@b.c;d@e.f'],
    ['a display name', 'A <a@b.c>'],
    ['a comment', 'a(b)@c.d'],
    ['a route', 'a@b.c:d'],
    ['a line break', 'a@b.c\r\nBcc: d@e.f'],
    ['a NUL', 'a@b.c\0'],
    ['a space at its end', 'a@b.c '],
    ['a zero-width space', 'a\u200B@b.c'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['65 letters before the @', `${'a'.repeat(65)}@b.c`],
    ['255 letters', `a@${'b'.repeat(253)}`],
  ] as const)('with %s is none', ([, email]) => {
    expect(emailKey(email)).toBeNull()
  })
})
