import { describe, expect, test } from 'vitest'
import * as letters from '../../src/core/letters/letters.ts'
import type { Language } from '../../src/core/letters/words.ts'
import { EVENT_KINDS } from '../../src/core/storage/event-kinds.ts'

const code = 'Ab3dE9xZ'
const hostile = `<img src="x" onerror='a&b'>`

/** Of a network as long as one can be written. */
const FROM = '2001:db8:85a3:8d3:1319:8a2e:370:7348'

const withCode = {
  signInCode: (language: Language, given: letters.Code) => letters.signInCode(language, given, FROM),
  resetCode: letters.resetCode,
  signUpCode: letters.signUpCode,
  emailChangeCode: letters.emailChangeCode,
}

const notices = [...new Set(Object.values(EVENT_KINDS))].filter((notice) => notice !== null)

const everyDraft = (language: Language): Record<string, letters.Draft> => ({
  resetCode: letters.resetCode(language, { code, minutes: 10 }),
  signInCode: letters.signInCode(language, { code, minutes: 10 }, FROM),
  signUpCode: letters.signUpCode(language, { code, minutes: 30 }),
  emailChangeCode: letters.emailChangeCode(language, { code, minutes: 10 }),
  emailTaken: letters.emailTaken(language),
  usernameReminder: letters.usernameReminder(language, { username: 'dudqo225' }),
  ...Object.fromEntries(notices.map((notice) => [notice, letters.notice(language, notice)])),
})

const languages = ['ko', 'en'] as const
const cases = languages.flatMap((language) =>
  Object.entries(everyDraft(language)).map(([name, draft]) => ({
    language,
    name,
    draft,
    letter: draft(null),
  })),
)

/** What a reader of the HTML sees, a line for each block. */
const seen = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .split('\n')
    .filter((line) => line !== '')

test('a reset letter reads as a whole in Korean', () => {
  const { subject, text } = letters.resetCode('ko', { code, minutes: 10 })(null)

  expect(subject).toBe('[문지기] 비밀번호 재설정 인증 코드')
  expect(text).toBe(`안녕하세요, 문지기입니다.

비밀번호를 재설정하시려면 아래 인증 코드를 입력해 주세요.

Ab3dE9xZ

이 코드는 10분 동안 한 번만 쓸 수 있습니다. 보이는 그대로 입력해 주시고, 누구에게도 알려 주지 마세요.

직접 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 코드를 입력하지 않으면 비밀번호는 바뀌지 않습니다.

문지기 드림
`)
})

describe.each(cases)('$name in $language', ({ language, draft, letter }) => {
  test('the HTML says what the text says', () => {
    expect(seen(letter.html)).toEqual(letter.text.split('\n').filter((line) => line !== ''))
    expect(letter.html).toContain(`<html lang="${language}">`)
  })

  test('it has no link, no image and no script', () => {
    expect(letter.html).not.toMatch(/<(a|img|script|link|form)\b|https?:|url\(/i)
    expect(letter.text).not.toMatch(/https?:|www\./i)
  })

  test('the subject is one line that names the sender and shows no code', () => {
    expect(letter.subject).toMatch(language === 'ko' ? /^\[문지기\] .+$/ : /^\[Munjigi\] .+$/)
    expect(letter.subject).not.toContain(code)
  })

  test('it is by the name that the operator gave, and by no other', () => {
    const { subject, text, html } = draft('Lee & Kim <3')
    expect(subject).toMatch(/^\[Lee & Kim <3\] .+$/)
    expect(text.match(/Lee & Kim <3/g)).toHaveLength(2)
    expect(html).toContain('Lee &amp; Kim &lt;3')
    expect(subject + text + html).not.toMatch(/munjigi|문지기/i)
  })

  test('it is in its own language', () => {
    expect(/[가-힣]/.test(letter.subject + letter.text)).toBe(language === 'ko')
  })
})

describe.each(languages)('a code in %s', (language) => {
  test.each(Object.entries(withCode))('%s shows it alone on its line, once', (_, write) => {
    const { text, html } = write(language, { code, minutes: 10 })(null)

    expect(text.split('\n').filter((line) => line.includes(code))).toEqual([code])
    expect(seen(html).filter((line) => line.includes(code))).toEqual([code])
    expect(html).toMatch(new RegExp(`monospace[^>]*>${code}<`))
  })

  test.each(Object.entries(withCode))('%s says how long it lives', (_, write) => {
    const { text, html } = write(language, { code, minutes: 7 })(null)
    const life = language === 'ko' ? '7분' : '7 minutes'

    expect(text).toContain(life)
    expect(html).toContain(life)
  })

  test('is escaped in HTML and left alone in text', () => {
    const { text, html } = letters.resetCode(language, { code: hostile, minutes: 10 })(null)

    expect(html).toContain('&lt;img src=&quot;x&quot; onerror=&#39;a&amp;b&#39;&gt;')
    expect(html).not.toContain('<img')
    expect(text.split('\n')).toContain(hostile)
  })
})

test.each(languages)(
  'a code that signs in says in %s who asked, and what whoever asks for it is after',
  (language) => {
    const said = language === 'ko' ? '계정을 빼앗으려는 것입니다' : 'they are trying to take your account'
    const { text, html } = letters.signInCode(language, { code, minutes: 10 }, FROM)(null)
    for (const written of [text, html]) {
      expect(written).toContain(said)
      expect(written).toContain(FROM)
    }
    const fromNowhere = letters.signInCode(language, { code, minutes: 10 }, null)(null).text
    expect(fromNowhere).toContain(said)
    expect(fromNowhere).not.toMatch(/null|network address|네트워크 주소/)
  },
)

test.each(languages)('a username in %s stands alone on its line, escaped in HTML', (language) => {
  const { text, html } = letters.usernameReminder(language, { username: hostile })(null)

  expect(text.split('\n')).toContain(hostile)
  expect(seen(html)).toContain(hostile)
  expect(html).not.toContain('<img')
})

test('one minute is singular in English', () => {
  const { text } = letters.resetCode('en', { code, minutes: 1 })(null)

  expect(text).toContain('within 1 minute.')
})

test('letters differ from one another in subject', () => {
  expect(new Set(cases.map(({ letter }) => letter.subject)).size).toBe(cases.length)
})
