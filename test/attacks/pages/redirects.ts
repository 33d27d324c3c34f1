import { expect, test } from 'vitest'
import { read, sendForm } from '../../acts/pages.ts'
import { REDIRECT_PAYLOADS } from '../../vectors/redirect-payloads.ts'
import { harness, PEOPLE } from '../../world/harness.ts'

const { username: login, password } = PEOPLE.busking

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

const from = (path: string, returnTo: string) => `${path}?${new URLSearchParams({ return_to: returnTo })}`

const steps = [
  '/sign-in',
  '/sign-in/',
  '/sign-in?x',
  '/%73ign-in',
  '/sign-out',
  '/sign-in/second-factor',
  '/x/../sign-out',
]
const ours = steps.flatMap((path) => [path, `https://auth.test${path}`])
/** Our own origin is no foreign one here. */
const others = REDIRECT_PAYLOADS.filter((place) => place !== 'https://auth.test')

test.each([...others, ...ours])('56: %j is ignored, and the log is told', async (place) => {
  const h = await world()
  const path = from('/sign-in', place)
  const { forms } = read(await h.request('GET', path))
  expect([...new Set(forms)]).toEqual(['/sign-in'])
  expect(h.log.filter(({ event }) => event === 'return_to_ignored')).toEqual([
    expect.objectContaining({ route: '/sign-in' }),
  ])
  expect(read(await sendForm(h, path, { login, password })).location).toBe('/account')
})

test('56: two of them are none', async () => {
  const h = await world()
  const { forms } = read(await h.request('GET', '/sign-in?return_to=/a&return_to=//evil.test'))
  expect([...new Set(forms)]).toEqual(['/sign-in'])
})
