import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { ACCESS, prepare } from './access.ts'
import { CARRIERS, type Caller, caller, GUEST, outcomeOf, STATES } from './callers.ts'
import { type Harness, harness } from './harness.ts'
import { everyRow } from './storage.ts'

/** What the app serves; handlers of every method are middleware, and the refusals of what it does not serve. */
const routes = new Set(
  createApp()
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`),
)

const sessions = STATES.flatMap((state) => CARRIERS.map((carrier) => ({ state, carrier })))
const NOBODY: Caller = { who: GUEST, refresh: 'none' }

async function world() {
  const h = await harness()
  await h.person(GUEST)
  return h
}

test('every rule is about a route', () => {
  expect(Object.keys(ACCESS).filter((route) => !routes.has(route))).toEqual([])
})

describe.each([...routes].toSorted())('%s', (route) => {
  const rule = ACCESS[route]

  test('has a rule', () => {
    expect(rule, `test/access.ts must say who may ${route}`).toBeDefined()
  })
  if (!rule) return

  const { may, passes, refuses = ['401', '403'] } = rule

  async function serves(h: Harness, by: Caller) {
    const send = await prepare(h, route, by)
    expect(outcomeOf(await send())).toBe(passes)
  }

  async function refusesWithoutEffect(h: Harness, by: Caller) {
    const send = await prepare(h, route, by)
    const before = await everyRow()
    const reply = await send()
    expect(refuses).toContain(outcomeOf(reply))
    expect(reply.cookies).toEqual({})
    expect(reply.text).not.toMatch(/eyJ|[\w-]{43}/)
    expect(await everyRow()).toEqual(before)
  }

  if (may === 'open') {
    test('serves who shows no session', async () => {
      await serves(await world(), NOBODY)
    })
    return
  }

  test('refuses who shows no session', async () => {
    await refusesWithoutEffect(await world(), NOBODY)
  })

  if (may === 'admin') {
    test('serves the operator', async () => {
      await serves(await world(), { ...NOBODY, bearer: env.ADMIN_TOKEN })
    })
  }

  for (const { state, carrier } of sessions) {
    const mayUse = may !== 'admin' && may[carrier].includes(state)

    test(`${mayUse ? 'serves' : 'refuses'} the ${carrier} of a ${state} session`, async () => {
      const h = await world()
      const by = await caller(h, state, carrier)
      await (mayUse ? serves(h, by) : refusesWithoutEffect(h, by))
    })
  }
})
