import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { askForCode, setPassword } from '../contracts/ssafy/flows.ts'
import {
  errorsOf,
  expectLogged,
  expectNoSecretLogged,
  expectRefused,
  expectRepeatable,
  expectRetriable,
  expectUnchanged,
  expectWhole,
  type Run,
  rows,
} from '../flows/fault-rules.ts'
import { type Flow, NARA, NEW_PASSWORD, outcomeOf, secretsOf } from '../flows/flows.ts'
import { flows } from '../flows/index.ts'
import { type Call, type Faults, type Kind, REASONS, watch } from '../world/bindings.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { freshStorage } from '../world/storage.ts'

const waiting = flows.filter(({ waitsForNone }) => !waitsForNone)
const deferring = flows.filter(({ defers = 0 }) => defers > 0)
const persistent = deferring.filter(({ persists }) => persists)
const unheeded = deferring.filter(({ persists }) => !persists)
let h: Harness
beforeAll(async () => {
  h = await harness()
})

/** Cheaper than another harness. */
async function clear() {
  h.clock.now = START
  h.setEnv({ REALMS: '' })
  await Promise.all([freshStorage(), h.mail.clear()])
}

const passwordHashes = async () =>
  (await env.DB.prepare('select password_hash from accounts').raw<[string]>()).map(([hash]) => hash)

interface Troubles {
  faults?: Faults
  mail?: number | string
  /** Makes calls slow, so that deferred ones are told from the others. */
  slow?: boolean
  /** Looks at every row before and after. */
  compare?: boolean
}

/** The flow's request in a world of its own, whose storage and mail fail as told and work again afterwards. */
async function run(flow: Flow, { faults, mail, slow, compare }: Troubles = {}): Promise<Run> {
  await clear()
  const stage = await flow.arrange(h)
  const before = compare ? await rows() : {}
  if (mail !== undefined) await h.mail.fail(mail, 3)
  h.log.length = 0
  const { calls, bindings } = watch({ ...(faults && { faults }), ...(slow && { replied: h.isAnswered }) })
  h.setStorage(bindings)
  const reply = await stage.send()
  h.setStorage({ DB: env.DB, KV: env.KV })
  if (mail !== undefined) await h.mail.fail(mail, 0)

  const letters = await h.mail.messages(NARA.email)
  const codes = letters.flatMap(
    ({ text }) => /^\s*([A-Za-z0-9]{8}(?:[A-Za-z0-9]{2})?)\s*$/m.exec(text)?.[1] ?? [],
  )
  const passwords = [NARA.password, NEW_PASSWORD, PEOPLE.movie.password, ...(await passwordHashes())]
  const secrets = [...passwords, ...codes, ...stage.secrets, ...secretsOf(reply)]
  return { stage, reply, calls, log: [...h.log], before, after: compare ? await rows() : {}, secrets }
}

const plans = new Map<Flow, Call[]>()

/** The flow where nothing fails; remembers its storage calls. */
async function runCalmly(flow: Flow) {
  const calm = await run(flow, { slow: true })
  plans.set(flow, calm.calls)
  return calm
}

/** Those calls of the flow that its reply waits for, or those that outlive it; each with its place, from 1. */
async function placesOf(flow: Flow, deferred: boolean) {
  const calls = plans.get(flow) ?? (await runCalmly(flow)).calls
  const places = calls.map(({ kind, deferred }, index) => ({ at: index + 1, kind, deferred }))
  return places.filter((place) => place.deferred === deferred)
}

/** All storage fails from a call on; returns the calls that were made all the same. */
async function expectOutageRefused(flow: Flow, faults: Faults): Promise<Call[]> {
  const broken = await run(flow, { faults })
  expectRefused(broken, flow.fails, flow.outage)
  expectRetriable(broken)
  expect(errorsOf(broken)).not.toEqual([])
  expectNoSecretLogged(broken)
  await expectWhole(broken, flow)
  await expectRepeatable(broken, flow, flow.passes)
  return broken.calls
}

/** All storage, then that of one kind alone: the same where no other kind was asked. */
async function expectOutagesRefused(flow: Flow, at: number, down: Kind) {
  const asked = await expectOutageRefused(flow, (n) => n >= at && 'unheard')
  const isMixed = asked.slice(at).some(({ kind }) => kind !== down)
  const alone: Faults[] = isMixed ? [(n, kind) => n >= at && kind === down && 'unheard'] : []
  for (const faults of alone) await expectOutageRefused(flow, faults)
}

describe('storage', () => {
  test.each(flows)('that works passes the request and logs no error: $title', async (flow) => {
    const calm = await runCalmly(flow)
    expect(outcomeOf(calm.reply)).toBe(flow.passes)
    expect(errorsOf(calm)).toEqual([])
    expectNoSecretLogged(calm)
    expect(await calm.stage.world?.()).toEqual(flow.done)
    expect(await placesOf(flow, true)).toHaveLength(flow.defers ?? 0)
    expect((await placesOf(flow, false)).length === 0).toBe(flow.waitsForNone ?? false)
  })

  test.each(waiting)(
    'that fails, once or from a call on, is answered as documented, with nothing changed and the request good again: $title',
    async (flow) => {
      for (const { at, kind } of await placesOf(flow, false)) {
        const broken = await run(flow, { faults: (n) => n === at && 'unheard', compare: true })
        expectRefused(broken, flow.fails)
        expectRetriable(broken)
        expectLogged(broken, REASONS[kind])
        expectUnchanged(broken, flow)
        await expectWhole(broken, flow)
        await expectRepeatable(broken, flow, flow.passes)
        // Where nothing was asked after the call, an outage from there on is this very failure.
        const outages = broken.calls.length > at ? [at] : []
        for (const from of outages) await expectOutagesRefused(flow, from, kind)
      }
    },
  )

  test.each(unheeded)('that fails after the reply is logged and harms nothing: $title', async (flow) => {
    for (const { at, kind } of await placesOf(flow, true)) {
      const broken = await run(flow, { faults: (n) => n === at && 'unheard' })
      expect(outcomeOf(broken.reply)).toBe(flow.passes)
      expectLogged(broken, REASONS[kind])
      expect(errorsOf(broken)).toEqual([expect.objectContaining({ event: 'deferred_work_failed' })])
      await expectWhole(broken, flow)
    }
  })

  test.each(persistent)('that fails once after the reply is asked again: $title', async (flow) => {
    for (const fate of ['unheard', 'unanswered'] as const) {
      for (const { at } of await placesOf(flow, true)) {
        const broken = await run(flow, { faults: (n) => n === at && fate })
        expect(outcomeOf(broken.reply)).toBe(flow.passes)
        expect(errorsOf(broken)).toEqual([])
        const proven = await broken.stage.proof?.(broken.reply)
        expect(proven && outcomeOf(proven)).toBe(flow.proves)
      }
    }
  })

  test.each(persistent)(
    'that goes down after the reply is logged, and the request good again: $title',
    async (flow) => {
      for (const { at, kind } of await placesOf(flow, true)) {
        const broken = await run(flow, { faults: (n) => n >= at && 'unheard' })
        expect(outcomeOf(broken.reply)).toBe(flow.passes)
        expect(errorsOf(broken).map(({ event }) => event)).toEqual(['letter_failed', 'deferred_work_failed'])
        expect(JSON.stringify(errorsOf(broken))).toContain(REASONS[kind])
        expectNoSecretLogged(broken)
        await expectRepeatable(broken, flow, flow.passes)
      }
    },
  )

  test.each(waiting)(
    'that does its work and loses the answer leaves nothing half done, for another isolate too: $title',
    async (flow) => {
      for (const { at, kind } of await placesOf(flow, false)) {
        const broken = await run(flow, { faults: (n) => n === at && 'unanswered' })
        expectRefused(broken, flow.fails)
        expectRetriable(broken)
        expectLogged(broken, REASONS[kind])
        await expectWhole(broken, flow)
        h.restart()
        await expectRepeatable(broken, flow, flow.passes, flow.lost)
      }
    },
  )
})

describe('the mail API', () => {
  const refusals = [
    [400, 'the mail API refused: 400 validation_error'],
    ['quota', 'the mail API refused: 429 daily_quota_exceeded'],
    ['redirect', 'the mail API refused: 302'],
    ['garbage', 'the mail API answered without an id'],
  ] as const

  test.each(refusals)(
    'that does not take a code (%s) is answered with ssafy’s 500 and leaves no code',
    async (mail, reason) => {
      const refused = await run(askForCode, { mail, compare: true })
      expectRefused(refused, askForCode.fails)
      expectLogged(refused, reason)
      expectUnchanged(refused, askForCode)
      await expectRepeatable(refused, askForCode, askForCode.passes)
    },
  )

  test('that does not take a code burns no cooldown', async () => {
    await clear()
    const { send } = await askForCode.arrange(h)
    await h.mail.fail('quota', 25)
    for (let time = 0; time < 25; time++) expect((await send()).status).toBe(500)
    expect((await send()).status).toBe(200)
  })

  test('that does not take a code, while storage fails, leaves no code either', async () => {
    for (const { at } of await placesOf(askForCode, false)) {
      const faults: Faults = (n) => n === at && 'unheard'
      const broken = await run(askForCode, { mail: 'quota', faults, compare: true })
      expectRefused(broken, askForCode.fails)
      expect(errorsOf(broken)).toHaveLength(1)
      expectNoSecretLogged(broken)
      expectUnchanged(broken, askForCode)
    }
  })

  test('that does not take the news of a new password is logged, and the password set', async () => {
    const ran = await run(setPassword, { mail: 'quota' })
    expect(outcomeOf(ran.reply)).toBe(setPassword.passes)
    expectLogged(ran, 'the mail API refused: 429 daily_quota_exceeded')
    expect(await ran.stage.world?.()).toEqual(setPassword.done)
  })
})
