import { expect, test } from 'vitest'
import { read, sendForm } from '../../acts/pages.ts'
import { harness, PEOPLE } from '../../world/harness.ts'

const { username: login, password } = PEOPLE.busking

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

test.each([
  ['another site', { Origin: 'https://evil.test' }],
  ['an allowed origin', { Origin: 'https://app.test', 'Sec-Fetch-Site': 'same-site' }],
  ['a page that hides where it is', { Origin: 'null' }],
  ['another host of the site', { Origin: 'https://sub.auth.test' }],
])('54: a form that %s sends is refused with a page, and signs nobody in', async (_, headers) => {
  const h = await world()
  const reply = await sendForm(h, '/sign-in', { login, password }, { headers })
  expect(read(reply)).toMatchObject({
    status: 403,
    messages: ['This was sent from another site. Start again from here.'],
  })
  expect(reply.cookies).toEqual({})
})

test('54: a form of an older browser, which says less, is still told from another site’s', async () => {
  const h = await world()
  const sent = (headers: Record<string, string>) =>
    h.request('POST', '/sign-in', {
      raw: new URLSearchParams({ login, password }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    })
  for (const site of ['cross-site', 'same-site']) {
    expect((await sent({ 'Sec-Fetch-Site': site })).status).toBe(403)
  }
  expect((await sent({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(303)
})
