import type { Language } from '../core/letters/words.ts'
import type { Ctx } from './app-env.ts'

/** Korean where Accept-Language prefers it to English (RFC 9110 §12.5.4), English otherwise. */
export function languageOf(c: Ctx): Language {
  const weights = new Map<string, number>()
  for (const range of (c.req.header('Accept-Language') ?? '').split(',').slice(0, 20)) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
    const quality = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean)
    const language = tag.split('-')[0] ?? ''
    weights.set(language, Math.max(weights.get(language) ?? 0, Number(quality ?? 1)))
  }
  return (weights.get('ko') ?? 0) > (weights.get('en') ?? 0) ? 'ko' : 'en'
}
