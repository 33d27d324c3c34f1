import * as z from 'zod/mini'
import { EVENTS } from '../db/words.ts'
import { isPrivate, words } from './urls.ts'

/** What is told there is about people: in clear text to this machine alone. */
function isReceiver(given: string): boolean {
  const url = URL.parse(given)
  return isPrivate(url) && !url?.username && !url?.password && !url?.hash
}

/** `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks writes a key; several while one takes the other's place. */
const SECRET = /^whsec_(?:[A-Za-z\d+/]{4}){8,21}(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/

const text = () => z._default(z.string(), '')

export const webhooks = () => ({
  WEBHOOK_URL: text().check(
    z.refine((given) => given === '' || isReceiver(given), 'is neither https nor this machine'),
  ),
  /** All kinds where it is empty. */
  WEBHOOK_EVENTS: z.pipe(
    z.pipe(text(), z.transform(words)),
    z.array(z.enum(EVENTS)).check(z.refine((kinds) => new Set(kinds).size === kinds.length, 'has one twice')),
  ),
  WEBHOOK_SECRET: z.pipe(
    z.pipe(text(), z.transform(words)),
    z.pipe(
      z.array(z.string().check(z.regex(SECRET, 'is no `whsec_` and 24 to 64 bytes in base64'))),
      z.transform((secrets) => secrets.map((secret) => secret.replace('whsec_', ''))),
    ),
  ),
})

interface Signed {
  WEBHOOK_URL: string
  WEBHOOK_SECRET: string[]
}

export const signedWebhooks = () =>
  z.refine<Signed>(({ WEBHOOK_URL, WEBHOOK_SECRET }) => WEBHOOK_URL === '' || WEBHOOK_SECRET.length > 0, {
    path: ['WEBHOOK_SECRET'],
    error: 'signs what goes to WEBHOOK_URL',
  })
