import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { contracts } from '../../../src/contracts/index.ts'
import { real } from '../../../src/deps.ts'
import { descriptions } from '../../../src/openapi/descriptions.ts'
import { generate } from '../../../src/openapi/generate.ts'
import { SINGER } from '../../acts/sign-in.ts'
import { flows } from '../../flows/index.ts'
import { ACCESS } from '../../walks/access.ts'
import { SERVED } from '../../walks/served.ts'
import { JWT, problem } from '../../world/answers.ts'
import { harness } from '../../world/harness.ts'
import { isOfContract } from '../envelopes.ts'
import { doors, tables } from '../index.ts'
import { sixth as description } from './description.ts'
import { LOGIN, sixth } from './routes.ts'

const ROUTE = `POST ${LOGIN}`
const quiet = { ...real, write: () => {} }

/** Asks a worker that is made of these contracts, with the environment of the tests as it is. */
async function ask(spoken: typeof contracts, path: string, body: object) {
  const execution = createExecutionContext()
  const request = new Request(`https://auth.test${path}`, { method: 'POST', body: JSON.stringify(body) })
  const reply = await createApp(quiet, spoken).fetch(request, env, execution)
  await waitOnExecutionContext(execution)
  return { status: reply.status, body: await reply.json<object>() }
}

const credentials = { name: SINGER.username, secret: SINGER.password }

test('a worker that has the contract in its list serves it, and one that has not does not', async () => {
  await (await harness()).person(SINGER)
  const [six, five] = [[...contracts, sixth], contracts]
  const outside = problem(404, 'not_found')

  expect(await ask(six, LOGIN, credentials)).toEqual({ status: 200, body: { token: JWT } })
  expect(await ask(six, '/sixth', {})).toEqual({ status: 404, body: { why: 'nothing is here' } })
  expect(await ask(five, LOGIN, credentials)).toEqual({ status: 404, body: outside })
})

test('its token signs in, and its sign-in is listed under its name', async () => {
  const h = await harness()
  const id = await h.person(SINGER)
  const bearer = (await h.post(LOGIN, credentials)).body.token
  const { username, email, nickname } = SINGER
  const me = { id, username, email, nickname, email_verified: true }
  expect((await h.request('GET', '/v1/me', { bearer })).body).toMatchObject(me)

  const { body } = await h.request('GET', '/v1/sessions', { bearer })
  expect(body.sessions).toEqual([expect.objectContaining({ contract: 'sixth', current: true })])
})

test('the document has it where it is in both lists, with its answers at the native step that finishes its sign-ins', () => {
  const six = generate(createApp(real, [...contracts, sixth]), [...descriptions, description])
  const five = generate(createApp())
  expect(six.tags?.map(({ name }) => name)).toContain('sixth')
  expect(six.paths?.[LOGIN]?.post?.summary).toBe('Sign in')
  const finish = JSON.stringify(six.paths?.['/v1/sessions/second-factor']?.post?.responses)
  expect(finish).toContain('another password')

  expect(Object.keys(six.paths ?? {})).toEqual(expect.arrayContaining(Object.keys(five.paths ?? {})))
  expect(Object.keys(five.paths ?? {})).not.toContain(LOGIN)
})

test('the document does not do without either line', () => {
  expect(() => generate(createApp(real, [...contracts, sixth]))).toThrow(`not described: ${ROUTE}`)
  expect(() => generate(createApp(), [...descriptions, description])).toThrow(
    `described, and not served: ${ROUTE}`,
  )
})

test('the matrix, the fuzz and the walk of faults have it by its table alone', () => {
  expect(SERVED).toContain(ROUTE)
  expect(Object.keys(ACCESS)).toContain(ROUTE)
  expect(isOfContract(LOGIN)).toBe(true)
  const walked = flows.map(({ title }) => title).filter((title) => title.endsWith(', sixth'))
  expect(walked).toEqual(['sign in, sixth', 'ask for the second factor, sixth', 'second factor, sixth'])
})

test('the second-factor attacks have its door', () => {
  expect(doors.sixth).toBe(tables.find(({ contract }) => contract === 'sixth')?.door)
})
