import { expect, test } from 'vitest'
import { events, identities } from '../../src/db/schema.ts'
import { act } from '../acts/operator.ts'
import { expectProblem } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { everyAccount } from '../world/people.ts'
import { browser, standIn } from '../world/providers.ts'
import { PONG, placesOf, REALMS } from './realms.ts'

const AT_42 = '/login/oauth/42'
const world = () => harness({ env: { REALMS } as Partial<Env> })
const location = (reply: { headers: Headers }) => reply.headers.get('Location')
/** 42 tells no verified address; google does. */
const come = (h: Harness, path = AT_42) => browser(h).travel(path)

test('a first sign-in makes an account in the realm of its contract', async () => {
  const h = await world()
  await come(h)
  await come(h, '/v1/oauth/google')
  const made = (await everyAccount()).map(({ realm, username }) => `${realm} ${username}`)
  expect(made).toEqual(['pong mlee', 'main mlee'])
})

test('a realm that is named goes through the sign-in, and one that there is not is refused', async () => {
  const h = await world()
  const kim = await h.person({ ...PONG, realm: 'pong' })
  await standIn(h, 'google').person({ email: PONG.email, verified: true })
  await come(h, '/v1/oauth/google?realm=pong')
  const joined = await h.db.select().from(identities)
  expect(joined).toEqual([expect.objectContaining({ provider: 'google', accountId: kim })])
  await come(h, '/v1/oauth/42?realm=pong')
  const made = (await everyAccount()).map(({ realm, username }) => `${realm} ${username}`)
  expect(made).toEqual([`pong ${PONG.username}`, 'pong mlee'])
  expectProblem(await h.request('GET', '/v1/oauth/42?realm=nowhere'), 400, 'unknown_realm')
})

test('through another contract it makes a place of the same account there, under a free name, once', async () => {
  const h = await world()
  await h.person({ ...PONG, username: 'mlee', realm: 'pong' })
  expect(location(await come(h, '/v1/oauth/42'))).toBe('/')
  const made = (await everyAccount()).find(({ realm }) => realm === 'main')
  const replies = await Promise.all(range(5).map(() => come(h)))
  expect(replies.map(location)).toEqual(Array(5).fill('/main'))
  const [first, second, ...more] = await placesOf(made?.id ?? 0)
  expect([first, more]).toEqual([expect.objectContaining({ realm: 'main', username: 'mlee' }), []])
  expect(second).toMatchObject({ realm: 'pong', username: expect.stringMatching(/^mlee\d{3}$/) })
  const kinds = (await h.db.select().from(events)).map(({ what }) => what)
  expect(kinds.filter((what) => what === 'place_made')).toHaveLength(1)
})

test('the place has the verified address, where nobody in the realm has it', async () => {
  for (const taken of [false, true]) {
    const h = await harness({ env: { REALMS: 'native=stage transcendence=stage' } as Partial<Env> })
    await standIn(h, 'google').person({ email: 'kim@example.com', verified: true })
    await come(h, '/v1/oauth/google')
    const id = (await everyAccount())[0]?.id
    h.setEnv({ REALMS: 'transcendence=stage' })
    if (taken) await h.person({ ...PONG, realm: 'main' })
    const b = browser(h)
    await b.travel('/v1/oauth/google')
    expect((await b.session()).body).toMatchObject({
      id,
      realm: 'main',
      email: taken ? null : 'kim@example.com',
    })
  }
})

test('an address that both sides have verified joins within the realm alone', async () => {
  const h = await world()
  const stranger = await h.person({ ...PONG, realm: 'stage' })
  await standIn(h, 'google').person({ email: PONG.email, verified: true })
  await come(h, '/v1/oauth/google')
  const own = await h.db.select({ id: identities.accountId }).from(identities)
  expect(own).not.toEqual([{ id: stranger }])
  expect(await placesOf(stranger)).toHaveLength(1)
})

test('a disabled account gets no place', async () => {
  const h = await world()
  await come(h, '/v1/oauth/42')
  await act(h, 1, 'disable')
  expect(location(await come(h))).toBe('/login?error=oauth')
  expect(await placesOf(1)).toHaveLength(1)
})
