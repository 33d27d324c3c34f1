/** Which mail says what. A letter carries nothing that a stranger could have chosen, and no link to be imitated. */
import type { Letter } from '../ports.ts'
import type { Notice } from '../storage/event-kinds.ts'
import { type Language, type Wording, words } from './words.ts'

/** A letter before it is known what the service calls itself; null: as it is called in the letter's language. */
export type Draft = (brand: string | null) => Letter

export interface Code {
  code: string
  minutes: number
}

export const resetCode = (language: Language, { code, minutes }: Code) =>
  letter(language, words[language].resetCode(minutes), code)

/** `from` is the address of whoever asked for it. */
export const signInCode = (language: Language, { code, minutes }: Code, from: string | null) =>
  letter(language, words[language].signInCode(minutes, from), code)

export const signUpCode = (language: Language, { code, minutes }: Code) =>
  letter(language, words[language].signUpCode(minutes), code)

/** To the new address. */
export const emailChangeCode = (language: Language, { code, minutes }: Code) =>
  letter(language, words[language].emailChangeCode(minutes), code)

/** To the owner of an address that somebody tried to sign up with. */
export const emailTaken = (language: Language) => letter(language, words[language].emailTaken)

/** What happened to the account, to its owner. */
export const notice = (language: Language, what: Notice) => letter(language, words[language][what])

export const usernameReminder = (language: Language, { username }: { username: string }) =>
  letter(language, words[language].usernameReminder, username)

/** By a stranger's request, which does not tell what its reader speaks: in both languages. */
export const guessing =
  ({ networks }: { networks: number }): Draft =>
  (brand) => {
    const told = [words.ko, words.en].map(({ name, hello, farewell, guessing }) => {
      const sender = brand ?? name
      const [subject, ...paragraphs] = guessing(networks)
      return {
        subject: titled(sender, subject),
        paragraphs: [hello(sender), ...paragraphs, farewell(sender)],
      }
    })
    const subject = told.map((one) => one.subject).join(' / ')
    return compose(
      'ko',
      subject,
      told.flatMap(({ paragraphs }) => paragraphs),
    )
  }

const letter =
  (language: Language, [subject, first, ...rest]: Wording, code?: string): Draft =>
  (brand) => {
    const { name, hello, farewell } = words[language]
    const sender = brand ?? name
    return compose(language, titled(sender, subject), [hello(sender), first], code, [
      ...rest,
      farewell(sender),
    ])
  }

const titled = (sender: string, subject: string) => `[${sender}] ${subject}`

function compose(
  language: Language,
  subject: string,
  before: string[],
  code?: string,
  after: string[] = [],
): Letter {
  const shown = code === undefined ? [] : [code]
  const text = [...before, ...shown, ...after].join('\n\n')
  const html = [...before.map(paragraph), ...shown.map(codeBlock), ...after.map(paragraph)].join('\n')
  return { subject, text: `${text}\n`, html: page(language, subject, html) }
}

const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`

const codeBlock = (code: string) =>
  `<p style="margin:0 0 16px;padding:16px;background:#f3f4f6;border-radius:8px;text-align:center;font:700 24px/1.4 Menlo,Consolas,monospace;overflow-wrap:anywhere">${escapeHtml(code)}</p>`

const page = (language: Language, title: string, body: string) => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="max-width:480px;margin:0 auto;padding:24px;color:#1f2328;background:#ffffff;font:16px/1.6 sans-serif;word-break:keep-all">
${body}
</body>
</html>
`

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
