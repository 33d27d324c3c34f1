import { describe, expect, test } from 'vitest'
import { changeEmail, MIKE, recipients, withMike } from '../../acts/mike.ts'
import { askForReset, askForUsername, checkCode, register, SUNNY, signIn } from '../../acts/native.ts'
import { expectProblem } from '../../world/answers.ts'
import type { Harness } from '../../world/harness.ts'

describe('35: an address that looks like another’s', () => {
  test.for(['MIKE@example.org', 'Mike@Example.ORG'])(
    '35: %s is the same, and tells its owner',
    async (email) => {
      const { h } = await withMike()
      expect((await register(h, { ...SUNNY, email })).status).toBe(202)
      expect(await recipients(h)).toEqual(new Set([MIKE.email]))
      expect((await h.mail.messages(MIKE.email))[0]?.text).not.toMatch(/^\w{8}$/m)
    },
  )

  test.for([
    ['a dotless i', 'mıke@example.org'],
    ['a dotted capital I', 'MİKE@example.org'],
    ['a Kelvin sign', 'mi\u212Ae@example.org'],
    ['a full-width @', 'mike\uFF20example.org'],
    ['a small @', 'mike\uFE6Bexample.org'],
    ['a full-width letter', 'ｍike@example.org'],
    ['a full-width dot', 'mike@example\uFF0Eorg'],
    ['an ideographic full stop', 'mike@example。org'],
    ['a zero-width space', 'mi\u200Bke@example.org'],
    ['a soft hyphen', 'mi\u00ADke@example.org'],
    ['a Cyrillic letter', 'mіke@example.org'],
    ['a letter in two parts', 'míke@example.org'.normalize('NFD')],
    ['a letter outside ASCII', 'míke@example.org'],
    ['a dot at its end', 'mike@example.org.'],
    ['a dot before the @', 'mike.@example.org'],
    ['two dots', 'mi..ke@example.org'],
    ['a space at its end', 'mike@example.org '],
    ['a space before it', ' mike@example.org'],
    ['a line break at its end', 'mike@example.org\n'],
    ['a NUL at its end', 'mike@example.org\0'],
  ] as const)('35: by %s is refused, not repaired', async ([, email]) => {
    const { h, cookies } = await withMike()
    expectProblem(await register(h, { ...SUNNY, email }), 400, 'bad_email')
    expectProblem(await changeEmail(h, cookies, email), 400, 'bad_email')
    expect(await h.mail.messages()).toEqual([])
  })

  test.for(['MIKE@EXAMPLE.ORG', 'mike\uFF20example.org', 'ｍike@example.org', 'mi\u212Ae@example.org'])(
    '35: %s is mailed where the account is, and nowhere else',
    async (login) => {
      const { h } = await withMike()
      await askForReset(h, login)
      await askForUsername(h, login)
      expect(await recipients(h)).toEqual(new Set([MIKE.email]))
      expect((await signIn(h, login, MIKE.password)).status).toBe(201)
      expect((await checkCode(h, login, await codeOf(h))).status).toBe(200)
    },
  )

  test.for(['mıke@example.org', 'mi\u200Bke@example.org', 'mike@example.org.', 'mіke@example.org'])(
    '35: %s is nobody, and is mailed nowhere',
    async (login) => {
      const { h } = await withMike()
      await askForReset(h, login)
      await askForUsername(h, login)
      expect(await h.mail.messages()).toEqual([])
      expect((await signIn(h, login, MIKE.password)).status).toBe(401)
    },
  )
})

/** The reset code; the newest letter is a reminder. */
async function codeOf(h: Harness): Promise<string> {
  const texts = (await h.mail.messages(MIKE.email)).map(({ text }) => /^[A-Za-z0-9]{8}$/m.exec(text)?.[0])
  return texts.find(Boolean) ?? ''
}

describe('35: a username that looks like another’s', () => {
  test.for([
    ['capitals', 'MIKE', 409, 'username_taken'],
    ['a dotless i', 'mıke', 400, 'bad_username'],
    ['a Kelvin sign', 'mi\u212Ae', 400, 'bad_username'],
    ['full-width letters', 'ｍｉｋｅ', 400, 'bad_username'],
    ['a Cyrillic letter', 'mіke', 400, 'bad_username'],
    ['a Greek letter', 'mιke', 400, 'bad_username'],
    ['a combining dot', 'mi\u0307ke', 400, 'bad_username'],
    ['a zero-width joiner', 'mi\u200Dke', 400, 'bad_username'],
    ['a right-to-left mark', 'mike\u200F', 400, 'bad_username'],
    ['a space', 'mike ', 400, 'bad_username'],
    ['an @', 'mike@example.org', 400, 'bad_username'],
    ['a dash before it', '-mike', 400, 'bad_username'],
    ['a dot before it', '.mike', 400, 'bad_username'],
    ['one letter', 'm', 400, 'bad_username'],
    ['33 letters', 'm'.repeat(33), 400, 'bad_username'],
    ['no letter', '', 400, 'bad_username'],
    ['half-width Hangul', 'ﾡﾢ', 400, 'bad_username'],
    ['Hangul that is no syllable', 'ㅁㅣ', 400, 'bad_username'],
    ['Hanja', '門番', 400, 'bad_username'],
  ] as const)('35: by %s is refused', async ([, username, status, code]) => {
    const { h } = await withMike()
    expectProblem(await register(h, { ...SUNNY, username }), status, code)
  })
})
