import { expect, test, vi } from 'vitest'
import { openClient } from './world/client.ts'
import { signUp } from './world/people.ts'

const CORS = /blocked by CORS policy/

test('a page of an origin that nobody allows reads nothing and changes nothing, whoever is signed in', async () => {
  const client = await openClient('movie-in-case', 'localhost', { withCredentials: true })
  const person = await signUp(client)
  await client.post('/user/logIn/local', { email: person.email, password: person.password })

  // The same browser, in another tab.
  const stranger = await openClient('stranger', 'localhost', {
    withCredentials: true,
    context: client.context,
  })
  const tries = [
    () => stranger.get('/v1/me'),
    () => stranger.post('/user/logOut'),
    () => stranger.post('/user/logOut', 'x', { 'Content-Type': 'text/plain' }),
    () => stranger.put('/v1/me/password', { current: person.password, password: 'a strangers day 1' }),
  ]
  for (const attempt of tries) await expect(attempt()).rejects.toThrow('ERR_NETWORK')
  // The browser tells the console after the page.
  await vi.waitFor(() => expect(stranger.errors).toHaveLength(tries.length), 60_000)
  expect(stranger.errors.filter((error) => !CORS.test(error))).toEqual([])
  stranger.errors.length = 0

  expect((await client.get('/v1/me')).data).toMatchObject({ username: person.username })
})
