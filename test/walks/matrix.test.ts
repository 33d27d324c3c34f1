import { describe, expect, test } from 'vitest'
import { type Caller, outcomeOf } from '../acts/callers.ts'
import { type Harness, harness } from '../world/harness.ts'
import { everyRow } from '../world/storage.ts'
import { ACCESS, prepare } from './access.ts'
import { arrive, mayUse, roles } from './roles.ts'
import type { Rule } from './rules.ts'
import { SERVED } from './served.ts'

/** A wrong operator's token is told of and counted; nothing else that is refused leaves a trace. */
async function rowsFor({ may }: Rule) {
  const { events, throttles, ...others } = await everyRow()
  return may === 'admin' ? others : { events, throttles, ...others }
}

/** The outcome, and whatever else makes it no refusal. */
async function refusal(h: Harness, route: string, rule: Rule, by: Caller): Promise<string> {
  const send = await prepare(h, route, by)
  const before = JSON.stringify(await rowsFor(rule))
  const reply = await send()
  // A page leaves the next one a word to say.
  const gives =
    Object.keys(reply.cookies).some((name) => name !== 'munjigi_notice') || /eyJ|[\w-]{43}/.test(reply.text)
  const changes = JSON.stringify(await rowsFor(rule)) !== before
  return [outcomeOf(reply), gives && 'gives something', changes && 'changes something']
    .filter(Boolean)
    .join(', ')
}

test.each(SERVED.toSorted())('%s has a rule in access.ts', (route) => {
  expect(Object.keys(ACCESS)).toContain(route)
})

test('every rule is about a route', () => {
  expect(Object.keys(ACCESS).filter((route) => !SERVED.includes(route))).toEqual([])
})

describe.each(roles)('%s', (role) => {
  const rules = Object.entries(ACCESS)

  test.for(rules.filter(([, rule]) => mayUse(rule, role)))('may %s', async ([route, { passes }]) => {
    const h = await harness()
    const send = await prepare(h, route, await arrive(h, role))

    expect(outcomeOf(await send())).toBe(passes)
  })

  const closed = rules.filter(([, rule]) => rule.may !== 'open' && !mayUse(rule, role))
  test(`may nothing else: ${closed.length} routes refuse, give nothing and change nothing`, async () => {
    const h = await harness()
    const by = await arrive(h, role)
    const outcomes: Record<string, string> = {}
    for (const [route, rule] of closed) outcomes[route] = await refusal(h, route, rule, by)

    const opened = closed.filter(([route, rule]) => {
      const { refuses = ['401', '403'] } = rule
      return !refuses.includes(outcomes[route] ?? '')
    })
    expect(opened.map(([route]) => [route, outcomes[route]])).toEqual([])
    expect(closed.length).toBeGreaterThan(10)
  })
})
