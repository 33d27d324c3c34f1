import * as z from 'zod/mini'
import { words } from './urls.ts'

const LOOPBACK = ['127.0.0.1', '[::1]']
/** RFC 8252 §7.1: a domain that is the app's, backwards, which no scheme of anybody else's looks like. */
const PRIVATE_SCHEME = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/

/** As it is compared with what requests say, to the letter. */
function isRedirectUri(given: string): boolean {
  const url = URL.parse(given)
  if (url?.href !== given || given.includes('#') || url.username || url.password) return false
  if (LOOPBACK.includes(url.hostname)) return url.protocol === 'http:' && url.port === ''
  const isLocal = url.protocol === 'http:' && url.hostname === 'localhost'
  return isLocal || url.protocol === 'https:' || PRIVATE_SCHEME.test(url.protocol)
}

const ERROR =
  'is not https, a scheme in the form of com.example.app, or http on localhost, 127.0.0.1 or [::1] (these two without a port); or has a fragment; or is not written as browsers do'

/** Where apps may be sent their codes, separated by spaces. */
export const appRedirectUris = () =>
  z._default(
    z.pipe(z.pipe(z.string(), z.transform(words)), z.array(z.string().check(z.refine(isRedirectUri, ERROR)))),
    [],
  )
