import { expect } from 'vitest'
import { fromBase64url, toBase64url, utf8 } from '../../src/core/crypto.ts'
import { type Harness, harness, type Reply, type RequestOptions, type World } from '../world/harness.ts'
import { everyRecord } from '../world/storage.ts'

/** What a reply is meant to hand out, by name. */
export type Hands = Record<string, string | undefined>

interface Place {
  name: string
  text: string
  /** What it is meant to hold. */
  holds: string[]
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

/** The base64 of a text that stands somewhere in a longer one: the letters that are the same wherever that is. */
const inBase64 = (bytes: Uint8Array) =>
  [0, 1, 2].flatMap((before) => {
    const text = base64(new Uint8Array([...new Uint8Array(before), ...bytes]))
    const sure = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })

/** A secret as it stands, and in every writing that anybody would read it from. */
function writings(secret: string): string[] {
  const bytes = utf8(secret)
  const random = /^[\w-]{22,}$/.test(secret) ? fromBase64url(secret) : null
  return [
    ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
    ...[hex(bytes), hex(bytes).toUpperCase(), ...inBase64(bytes)],
    ...(random ? [hex(random), base64(random), toBase64url(random)] : []),
  ]
}

/** Of a token in parts those that are secret: what a JWT claims and its signature, what stands behind an id. */
function partsOf(secret: string): string[] {
  const parts = secret.split('.')
  if (secret.startsWith('eyJ')) return parts.slice(1)
  return parts.length > 1 ? parts.filter((part) => part.length >= 43) : [secret]
}

/** Six digits stand in many a number; alone they are a code. */
const patternOf = (secret: string) =>
  new RegExp(
    /^\d{6}$/.test(secret)
      ? `(?<!\\d)${secret}(?!\\d)`
      : [...new Set(writings(secret))]
          .map((written) => written.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('|'),
  )

export type Recorder = Awaited<ReturnType<typeof recorder>>

/** A world whose every reply, row, record, letter and line of the log is kept, to be searched at the end. */
export async function recorder(world: World = {}) {
  const h = await harness(world)
  const secrets = new Map<string, string>()
  const places: Place[] = []
  const stored = new Set<string>()
  const careless: string[] = []

  function keep(named: Hands): string[] {
    for (const [name, secret] of Object.entries(named)) {
      if (!secret) throw new Error(`there is no ${name}`)
      secrets.set(`${secrets.size + 1} ${name}`, secret)
    }
    return Object.values(named) as string[]
  }

  /** Sends a request; what `hands` names is secret from then on, and this reply alone may hold it. */
  async function ask(
    method: string,
    path: string,
    options: RequestOptions = {},
    hands?: (reply: Reply) => Hands,
  ): Promise<Reply> {
    const reply = await h.request(method, path, options)
    const name = `${method} ${path.replace(/\?.*/, '')}: ${reply.status}`
    const text = JSON.stringify([...reply.headers]) + reply.text
    const holds = keep(hands?.(reply) ?? {})
    if (hands && holds.length === 0) throw new Error(`${name} handed nothing out`)
    for (const secret of holds) expect(text).toContain(secret)
    places.push({ name, text, holds })
    for (const record of await everyRecord()) stored.add(record)
    const { headers } = reply
    const isKept =
      headers.get('Cache-Control') !== 'no-store' ||
      !['no-referrer', 'same-origin'].includes(headers.get('Referrer-Policy') ?? '')
    if (isKept) careless.push(name)
    return reply
  }

  /** The code in the newest letter to the address. */
  async function mailed(to: string): Promise<string> {
    const code = await h.mail.code(to)
    keep({ [`code mailed to ${to}`]: code })
    return code
  }

  /** What of all secrets is found in a place that is not meant to hold it. */
  async function leaks(): Promise<string[]> {
    const codes = [...secrets].flatMap(([name, secret]) => (name.includes('code mailed') ? [secret] : []))
    const letters = (await h.mail.messages()).map(({ to, subject, text, html, idempotencyKey }) =>
      [to, subject, text, html, idempotencyKey].join(),
    )
    const all: Place[] = [
      ...places,
      ...h.log.map((line) => ({ name: `log: ${line.event}`, text: JSON.stringify(line), holds: [] })),
      { name: 'letters', text: letters.join(), holds: codes },
      { name: 'storage', text: [...stored].join('\n'), holds: [] },
      { name: 'addresses asked', text: h.outbound.join(), holds: [] },
    ]
    return [...secrets].flatMap(([secret, value]) => {
      const patterns = partsOf(value).map(patternOf)
      return all.flatMap(({ name, text, holds }) =>
        !holds.includes(value) && patterns.some((pattern) => pattern.test(text))
          ? [`${secret} in ${name}`]
          : [],
      )
    })
  }

  return { h, ask, keep, mailed, leaks, careless, places }
}

/** The values of all cookies that a reply sets. */
export const cookiesIn = ({ cookies }: Reply): Hands =>
  Object.fromEntries(
    Object.entries(cookies).flatMap(([name, { value }]) => (value === '' ? [] : [[`cookie ${name}`, value]])),
  )

/** Every text in a reply's body that opens something, by its form. */
export const tokensIn = ({ text }: Reply): Hands =>
  Object.fromEntries(
    (text.match(/[\w-]{22,}(\.[\w-]{43,}){1,2}|[\w-]{43,}/g) ?? []).map((token, at) => [
      `token ${at}`,
      token,
    ]),
  )

export const handed = (reply: Reply): Hands => ({ ...cookiesIn(reply), ...tokensIn(reply) })

/** Secrets of the service itself, which no reply, row or line may ever show. */
export const ownSecrets = (env: Env): Hands => ({
  CODE_KEY: env.CODE_KEY,
  SEED_KEY: env.SEED_KEY,
  MAIL_API_KEY: env.MAIL_API_KEY,
  ADMIN_TOKEN: env.ADMIN_TOKEN,
  ...Object.fromEntries(
    Object.entries(env).filter(([name]) => /^OAUTH_\w+_SECRET$/.test(name)) as [string, string][],
  ),
  ...Object.fromEntries(
    (JSON.parse(env.SIGNING_KEYS) as { keys: { kid: string; d: string }[] }).keys.map(({ kid, d }) => [
      `private key ${kid}`,
      d,
    ]),
  ),
})

export type Walk = (world: Recorder & { h: Harness }) => Promise<unknown>
