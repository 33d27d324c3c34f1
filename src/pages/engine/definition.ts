import type { Child } from 'hono/jsx'
import type { Failure } from '../../contracts/contract.ts'
import type { Language } from '../../core/letters/words.ts'
import type { TurnstileAction } from '../../core/ports.ts'
import type { FaultCode } from '../../core/refusal.ts'
import type { Ctx } from '../../http/app-env.ts'
import type { Widget } from '../parts/turnstile.tsx'

export type Text = Record<Language, string>

export interface Field {
  /**
   * What is typed there: `text` where nothing is said. Passwords and codes are never shown again; blanks in a code do not
   * count. `hidden` is not typed at all: `PageForm` is given its value. A `file` is one of text, which a page with
   * `takesFiles` alone is sent.
   */
  kind?: 'text' | 'email' | 'password' | 'code' | 'hidden' | 'lines' | 'file'
  /** All that may be chosen, in the place of typing: values, and what is read there. */
  choices?: [string, Text][]
  label?: Text
  hint?: Text
  autocomplete?: string
  inputmode?: 'numeric' | 'email' | 'text'
  isOptional?: true
  /** That it is what somebody or something is called, and what is said of a text that no name can be. */
  isName?: Extract<FaultCode, 'bad_name' | 'bad_nickname'>
}

/** What a form shows once where it worked, instead of going on: what was made and is told to nobody again. */
export interface Screen {
  title: Text
  body: (view: View) => Child
}

export interface Form<Name extends string = string> {
  fields: Record<Name, Field>
  /** The fields that become an account's: all that policy has against them is told beside those that are missing. */
  judged?: ('username' | 'email' | 'password')[]
  /** What the Turnstile widget is shown for, where one is configured; its token comes to `act`. */
  widget?: {
    action: TurnstileAction
    /** Only from the first refusal on. */
    onceRefused?: true
  }
  /** What it is refused with, where the words of all pages do not fit it. */
  says?: { [Code in Failure]?: Text }
  /** Where the browser goes, by `go`; or what is shown. A Refusal shows the page again, with what was typed. */
  act(c: Ctx, values: Record<Name, string>, token: string | undefined): Promise<Response | Screen>
}

/** Takes the names of the fields from them, for `act`. */
export const form = <Name extends string>(given: Form<Name>): Form => given as unknown as Form

export interface Page<Model = unknown> {
  path: string
  title: Text
  /** Leads elsewhere whoever may not see the page, nor send its forms, before anything of them is read. */
  guard?(c: Ctx): Promise<Response | null>
  /** Whether forms come with files: the contract is to name the path among its `streams`. */
  takesFiles?: true
  /** By name; `main` is the one that names none. */
  forms?: Record<string, Form>
  /** Whether somebody is sent elsewhere at once, who asks for the page. */
  leave?(c: Ctx): Promise<Response | null>
  /** What the page shows; also where a form was refused. A session that may not is sent to its next step. */
  load?(c: Ctx): Promise<Model>
  view(view: View, model: Model): Child
  /** Tables need more than the column of a form. */
  isWide?: true
  /** Sources beside our own, by directive of the content security policy. */
  sources?(c: Ctx): Record<string, string[]>
}

/** Takes the type of the model from `load`, for `view`. */
export const page = <Model = undefined>(given: Page<Model>): Page => given as unknown as Page

/** A form that was refused. */
export interface Refused {
  form: string
  /** What was typed, without passwords and codes. */
  values: Record<string, string>
  /** What is wrong, by field. */
  errors: Record<string, string>
}

/** What views are drawn with. */
export interface View {
  page: Pick<Page, 'path' | 'forms'>
  language: Language
  t: (text: Text) => string
  /** A path of ours, with all that is kept from step to step. */
  href: (path: string, more?: Record<string, string>) => string
  refused: Refused | null
  /** Where one is configured. */
  widget: Widget | null
}
