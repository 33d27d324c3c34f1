import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { events } from '../../../src/db/schema.ts'
import { linesOf } from '../../acts/operator.ts'
import { read } from '../../acts/pages.ts'
import { SINGER } from '../../acts/sign-in.ts'
import { addEvents } from '../../operators/due.ts'
import { harness, START } from '../../world/harness.ts'
import { opened, textOf } from './acts.ts'

const PATH = '/console/events'
const EVENT = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' } as const

/** Of each event that is shown its kind, newest first. */
const kindsIn = (text: string) => [...text.matchAll(/UTC<\/time> · (\w+) · /g)].map(([, what]) => what)

async function world() {
  const h = await harness()
  const id = await h.person(SINGER)
  const at = (hours: number) => START - hours * HOUR
  await h.db.insert(events).values([
    { ...EVENT, at: at(30), what: 'account_created', accountId: id },
    { ...EVENT, at: at(3), contract: 'busking', accountId: id },
    { ...EVENT, at: at(2), what: 'sign_in_failed', actor: 'anonymous', ip: '203.0.113.7' },
    { ...EVENT, at: at(1), accountId: id },
    {
      ...EVENT,
      at: at(0),
      what: 'account_disabled',
      actor: 'operator',
      contract: 'admin',
      accountId: id,
      reason: 'a & b',
    },
  ])
  const { look } = await opened(h)
  const shown = async (query: string) => kindsIn((await look(PATH + query)).text)
  return { h, id, look, shown }
}

describe('events', () => {
  test('tell what happened, to whom, through what, from where, by whom and why', async () => {
    const { look, id } = await world()
    const reply = await look(PATH)
    const text = textOf(reply)
    expect(text).toContain(
      `The account was disabled · account ${id} Jan 15, 2026, 12:00 PM UTC · account_disabled · admin · an operator a & b`,
    )
    expect(text).toContain(
      'A sign-in failed Jan 15, 2026, 10:00 AM UTC · sign_in_failed · native · anybody · 203.0.113.7',
    )
    expect(read(reply).links).toContain(`/console/accounts/${id}`)
  })

  test.each([
    [
      '',
      ['console_opened', 'account_disabled', 'signed_in', 'sign_in_failed', 'signed_in', 'account_created'],
    ],
    ['?what=signed_in', ['signed_in', 'signed_in']],
    ['?what=signed_in&contract=busking', ['signed_in']],
    ['?contract=nobody', []],
    ['?account=1', ['account_disabled', 'signed_in', 'signed_in', 'account_created']],
    ['?account=99', []],
    ['?from=2026-01-15T09:00&to=2026-01-15T11:00', ['sign_in_failed', 'signed_in']],
    ['?to=2026-01-15', ['account_created']],
    ['?from=2026-01-15+09:00:00&to=2026-01-15T11:00:00.000Z', ['sign_in_failed', 'signed_in']],
    ['?what=&account=&contract=&from=&to=2026-01-15T00:00', ['account_created']],
  ])('of %j alone are shown: %j', async (query, kinds) => {
    const { shown } = await world()
    expect(await shown(query)).toEqual(kinds)
  })

  test.each([
    '?what=nothing',
    '?account=x',
    '?before=x',
    '?from=x',
    '?to=2026-13-01T00:00',
    '?to=2026-01-15T9',
    '?as=lines&what=nothing',
  ])('of %s are refused with a page that leads back to the console', async (query) => {
    const { look } = await world()
    const { status, links } = read(await look(PATH + query))
    expect([status, links[0]]).toEqual([400, '/console'])
  })

  test('keep what was looked for in the form, and in the ways on', async () => {
    const { h, look } = await world()
    await addEvents(h, 60, START)
    const query = '?what=signed_in&contract=native'
    const reply = await look(PATH + query)
    expect(reply.text).toContain('<option value="signed_in" selected="">Signed in</option>')
    const { links, fields } = read(reply)
    expect(fields.contract?.value).toBe('native')
    expect(links).toContain(`${PATH}${query}&as=lines`)
    const next = links.find((link) => link.includes('before=') && !link.includes('lang=')) ?? ''
    expect(next).toMatch(/^\/console\/events\?what=signed_in&contract=native&before=\d+$/)
    expect(kindsIn((await look(next)).text)).toHaveLength(11)
  })

  test('are saved as lines, all that were looked for', async () => {
    const { h, look } = await world()
    await addEvents(h, 60, START)
    const reply = await look(`${PATH}?what=signed_in&as=lines`)
    expect(reply.headers.get('Content-Type')).toBe('application/x-ndjson; charset=UTF-8')
    expect(reply.headers.get('Content-Disposition')).toBe('attachment; filename="events.ndjson"')
    const lines = linesOf(reply)
    expect(lines).toHaveLength(62)
    expect(lines.at(-1)).toMatchObject({ what: 'signed_in', contract: 'busking', account: 1, reason: null })
  })

  test('of a rare kind are said to go on where nothing was found so far', async () => {
    const { h, look } = await world()
    await addEvents(h, 20_000, START)
    const reply = await look(`${PATH}?what=account_created`)
    expect(textOf(reply)).toContain('None so far: there are older ones.')
    const next = read(reply).links.find((link) => link.includes('before=')) ?? ''
    expect(kindsIn((await look(next)).text)).toEqual(['account_created'])
    expect(textOf(await look(`${PATH}?contract=nobody&account=1`))).toContain('Download as NDJSON None')
  })
})
