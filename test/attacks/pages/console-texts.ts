import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { passkeys } from '../../../src/db/passkeys.ts'
import { events, failureCounts, identities, places } from '../../../src/db/schema.ts'
import { takeoverDays } from '../../../src/db/takeover.ts'
import { strange } from '../../acts/pages.ts'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { opened, upload } from '../../pages/console/acts.ts'
import { addPasskey } from '../../passkeys/acts.ts'
import { Authenticator } from '../../passkeys/authenticator.ts'
import { type Harness, harness, type Reply, START } from '../../world/harness.ts'

/** Each would run, or end something, where it was written into a document as it stands. */
const TEXTS = [
  `"><script>alert(1)</script>`,
  `'"><img src=x onerror=alert(1)>`,
  `</title></pre></textarea></option><script>alert(1)</script>`,
  `" autofocus onfocus=alert(1) x="`,
  `<!--<svg/onload=alert(1)>`,
]

/** The pictures are ours. */
const PICTURES =
  /<svg (?:class="chart" role="img" aria-label="[^"<>]*"|viewBox="0 0 1 1" aria-hidden="true")/g
const strangeIn = ({ text }: Reply) =>
  strange(text.replace(PICTURES, '<picture').replace(/ (?:hidden|download|selected|multiple)=""/g, ''))

/** A service in which every text that anybody can choose is this one. */
async function world(text: string) {
  const h = await harness()
  const id = await h.person({ ...SINGER, nickname: text })
  const headers = { 'User-Agent': text, 'CF-Ray': text.replaceAll(/[^\w]/g, '') }
  const body = { login: SINGER.username, password: SINGER.password, use: 'token' }
  await h.request('POST', '/v1/sessions', { body, headers })
  const cookies = await signInByCookie(h)
  await addPasskey(h, cookies, SINGER.password, await Authenticator.make())
  await h.db.update(passkeys).set({ name: text })
  await h.db.insert(identities).values({ provider: text, subject: text, accountId: id, createdAt: START })
  await h.db.update(places).set({ username: text, email: text, externalId: text, takeover: text })
  await plant(h, id, text)
  await h.db.insert(failureCounts).values({ hour: START / 3_600_000, source: `provider:${text}`, count: 1 })
  await h.db.insert(takeoverDays).values({ contract: text, day: '2026-01-15', adopted: 1 })
  return { h, id, ...(await opened(h, { headers: { 'User-Agent': text } })) }
}

/** Contracts, addresses, user agents and reasons of what happened, and what is counted of it. */
async function plant(h: Harness, accountId: number, text: string) {
  const event = {
    accountId,
    actor: 'owner',
    contract: text,
    ip: text,
    requestId: text,
    reason: text,
  } as const
  for (const _ of Array(12)) await h.db.insert(events).values({ ...event, what: 'sign_in_failed', at: START })
  await h.db.run(sql`insert into event_counts (what, hour, contract, count)
    select 0, ${START / 3_600_000}, ${text}, 1 union all select 1, ${START / 3_600_000}, ${text}, 1`)
}

test.each(TEXTS)('64: %j is text in the console, whoever chose it and wherever it stands', async (text) => {
  const { id, look } = await world(text)
  const odd = new URLSearchParams(
    ['query', 'in', 'before', 'act', 'what', 'account', 'contract', 'from', 'to', 'as', 'lang'].map(
      (name) => [name, text],
    ),
  )
  const found = new URLSearchParams({ query: text, contract: text })
  const paths = [
    '/console',
    '/console/accounts',
    `/console/accounts/${id}`,
    '/console/events',
    '/console/moving',
  ]
  for (const path of paths) {
    for (const query of ['', `?${odd}`, `?${found}`]) {
      const reply = await look(path + query)
      expect([path, reply.status < 500, strangeIn(reply)]).toEqual([path, true, []])
    }
  }
  const shown = await look(`/console/accounts/${id}`)
  // In the name, the address, the external id, the passkey, the session, the identity, and twelve events thrice.
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  expect(shown.text.split(escaped.replaceAll("'", '&#39;')).length).toBeGreaterThan(40)
})

test.each(TEXTS)('64: %j is text where it was typed and refused', async (text) => {
  const { h, id, send, cookies } = await world(text)
  const path = `/console/accounts/${id}`
  const replies = [
    await send('/console', { token: text }),
    await send(path, { act: text, reason: text }),
    await send(path, { act: 'disable', reason: `${text}\n` }),
    await send(path, { act: 'disable', reason: text.padEnd(201, 'x') }),
    await send('/console/moving', { form: 'import', rows: text, reason: `${text}\0` }),
    await send('/console/moving', { form: text, rows: text, reason: text }),
    await h.request('POST', '/console/moving', {
      ...upload({ form: 'import', file: new Blob([text]), reason: `x\n${text}` }),
      cookies,
    }),
  ]
  for (const reply of replies) expect(strangeIn(reply)).toEqual([])
})

test.each(TEXTS)(
  '64: %j is text in the lines that an import refuses, and in the reasons that are kept',
  async (text) => {
    const { h, id, look, send, cookies } = await world(text)
    const lines = [text, JSON.stringify({ username: text }), JSON.stringify({ username: 'x', [text]: 1 })]
    const given = { form: 'import', file: new Blob([lines.join('\n')]), reason: text }
    const reply = await h.request('POST', '/console/moving', { ...upload(given), cookies })
    expect([reply.status, strangeIn(reply)]).toEqual([200, []])
    const done = await send(`/console/accounts/${id}`, { act: 'end-sessions', reason: text })
    expect(done.status).toBe(303)
    for (const path of ['/console/events', `/console/accounts/${id}`]) {
      const shown = await look(path)
      expect([shown.status, strangeIn(shown)]).toEqual([200, []])
    }
  },
)

test('64: what is saved is never a document', async () => {
  const { look, send } = await world(TEXTS[0] ?? '')
  const saved = [
    await look('/console/events?as=lines'),
    await send('/console/moving', { form: 'export', reason: 'x', token: env.ADMIN_TOKEN }),
  ]
  for (const { headers } of saved) {
    expect(headers.get('Content-Type')).toBe('application/x-ndjson; charset=UTF-8')
    expect(headers.get('Content-Disposition')).toMatch(/^attachment; filename="\w+\.ndjson"$/)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  }
})
