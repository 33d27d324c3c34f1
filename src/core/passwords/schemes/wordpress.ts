import { utf8 } from '../../crypto.ts'
import { bcryptScheme } from './bcrypt.ts'
import { isScheme, type Reading } from './scheme.ts'

const BLANK_AT_THE_ENDS = /^[ \n\r\t\v\0]+|[ \n\r\t\v\0]+$/g

/**
 * What WordPress may have hashed for a password: never the blanks around it, and quotes and backslashes as its forms
 * hand them on, with a backslash before each.
 */
export function asWordPressTypes(password: string): string[] {
  const typed = password.replace(BLANK_AT_THE_ENDS, '')
  const slashed = typed.replace(/['"\\]/g, '\\$&')
  return slashed === typed ? [typed] : [typed, slashed]
}

const HMAC = { name: 'HMAC', hash: 'SHA-384' }

async function digested(password: string, crypto: Crypto): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8('wp-sha384'), HMAC, false, ['sign'])
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(password)))))
}

/** `$wp$2y$…`, since WordPress 6.8: bcrypt of a digest, which has no limit of 72 bytes. */
export function wordPress(stored: string): Reading {
  const inner = stored.startsWith('$wp$2y$') ? bcryptScheme(stored.slice('$wp'.length), digested) : null
  if (inner === null || !isScheme(inner)) return inner
  return {
    async verify(crypto, password) {
      const matches = asWordPressTypes(password).map((typed) => inner.verify(crypto, typed))
      return (await Promise.all(matches)).includes(true)
    },
    iterations: (password) => asWordPressTypes(password).length * inner.iterations(password),
  }
}
