import { expect, test } from 'vitest'
import { ACTS, operate } from '../acts/operator.ts'
import { SINGER, signInByToken } from '../acts/sign-in.ts'
import { expectProblem } from '../world/answers.ts'
import { harness } from '../world/harness.ts'

const REASON = 'Asked for by its owner, by telephone – 전화로 요청'

const recorded = async (h: Awaited<ReturnType<typeof harness>>, id: number) => {
  const { body } = await operate(h, 'GET', `/admin/events?account=${id}`)
  return body.events[0]
}

test.for(ACTS)('the reason of an operator’s %s is kept with it', async (name) => {
  const h = await harness()
  const id = await h.person({ ...SINGER, ...(name === 'enable' && { disabledAt: 1 }) })
  const body = { reason: REASON }
  expect((await operate(h, 'POST', `/admin/accounts/${id}/${name}`, { body })).status).toBe(204)
  expect(await recorded(h, id)).toMatchObject({ actor: 'operator', reason: REASON })
})

test.for([
  ['no body', {}],
  ['an empty one', { raw: '' }],
  ['an empty one that says it is JSON', { raw: '', headers: { 'Content-Type': 'application/json' } }],
  ['one without a reason', { body: {} }],
] as const)('an operator may say none: %s', async ([, options]) => {
  const h = await harness()
  const id = await h.person(SINGER)
  expect((await operate(h, 'POST', `/admin/accounts/${id}/disable`, options)).status).toBe(204)
  expect(await recorded(h, id)).toMatchObject({ what: 'account_disabled', reason: null })
})

test.for([
  ['of 201 characters', 'x'.repeat(201)],
  ['of two lines', 'one\ntwo'],
  ['that turns the writing round', '\u202eevil'],
  ['that is no text', 7],
])('a reason %s is refused, and nothing is done', async ([, reason]) => {
  const h = await harness()
  const id = await h.person(SINGER)
  for (const name of ACTS) {
    const reply = await operate(h, 'POST', `/admin/accounts/${id}/${name}`, { body: { reason } })
    expectProblem(reply, 400, 'invalid_request')
  }
  expect((await operate(h, 'GET', `/admin/events?account=${id}`)).body.events).toEqual([])
})

test('the owner is not shown it', async () => {
  const h = await harness()
  const id = await h.person(SINGER)
  await operate(h, 'POST', `/admin/accounts/${id}/end-sessions`, { body: { reason: REASON } })
  const { access } = await signInByToken(h)
  const reply = await h.request('GET', '/v1/me/events', { bearer: access })
  expect(reply.body.events.map(({ what }: { what: string }) => what)).toContain('sessions_ended')
  expect(reply.text).not.toContain('reason')
  expect(reply.text).not.toContain('전화')
})
