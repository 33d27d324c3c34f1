import type { Notice } from '../storage/event-kinds.ts'
import { english } from './english.ts'
import { korean } from './korean.ts'

export type Language = 'ko' | 'en'

/** The subject, then the paragraphs; a code stands after the first of them. */
export type Wording = [subject: string, first: string, ...rest: string[]]

/** Beside the letters that tell an owner what happened, those that carry something or go to somebody else. */
export interface Words extends Record<Notice, Wording> {
  /** Of the service, where its operator gave it none. */
  name: string
  hello: (brand: string) => string
  farewell: (brand: string) => string
  resetCode: (minutes: number) => Wording
  /** From which address it was asked for, where that is known. */
  signInCode: (minutes: number, from: string | null) => Wording
  signUpCode: (minutes: number) => Wording
  emailChangeCode: (minutes: number) => Wording
  emailTaken: Wording
  usernameReminder: Wording
  guessing: (networks: number) => Wording
}

export const words: Record<Language, Words> = { ko: korean, en: english }
