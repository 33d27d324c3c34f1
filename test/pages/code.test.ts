import { expect, test } from 'vitest'
import { read, sendForm } from '../acts/pages.ts'
import { jarOf, SESSION } from '../acts/sign-in.ts'
import { type Harness, harness, PEOPLE, type Person } from '../world/harness.ts'

const { busking, pong } = PEOPLE
const TO = `?${new URLSearchParams({ return_to: 'https://app.test/inbox' })}`

async function world(who: Person = busking) {
  const h = await harness()
  await h.person(who)
  return h
}

/** Asks for a code; what the browser has afterwards. */
async function asked(h: Harness, login: string) {
  const reply = await sendForm(h, `/sign-in/code${TO}`, { login })
  expect(read(reply)).toMatchObject({ status: 303, location: `/sign-in/code/verify${TO}` })
  return jarOf(reply)
}

test('a mailed code, blanks in it or not, signs in and leads back to where the person came from', async () => {
  const h = await world()
  const cookies = await asked(h, busking.username)
  const code = await h.mail.code(busking.email)
  const reply = await sendForm(
    h,
    `/sign-in/code/verify${TO}`,
    { code: `${code.slice(0, 5)} ${code.slice(5)}` },
    { cookies },
  )
  expect(read(reply)).toMatchObject({ status: 303, location: 'https://app.test/inbox' })
  const session = { [SESSION]: reply.cookies[SESSION]?.value }
  expect((await h.request('GET', '/v1/me', { cookies: session })).status).toBe(200)
  expect(reply.cookies).toHaveProperty('__Host-munjigi_device')
  expect(reply.cookies.munjigi_code?.attributes).toContain('Max-Age=0')
})

test('the second factor is asked for on its page', async () => {
  const h = await world(pong)
  const cookies = await asked(h, pong.username)
  const reply = await sendForm(
    h,
    `/sign-in/code/verify${TO}`,
    { code: await h.mail.code(pong.email) },
    { cookies },
  )
  expect(read(reply).location).toBe(`/sign-in/second-factor${TO}`)
})

test('a wrong code is told beside its field, and is not shown again', async () => {
  const h = await world()
  const cookies = await asked(h, busking.username)
  const reply = await sendForm(h, '/sign-in/code/verify', { code: 'AAAAAAAAAA' }, { cookies })
  expect(read(reply)).toMatchObject({ status: 401, errors: { code: expect.stringMatching(/^Error: /) } })
  expect(reply.text).not.toContain('AAAAAAAAAA')
})

test('another code is sent on demand, and says so', async () => {
  const h = await world()
  const cookies = await asked(h, busking.username)
  const reply = await sendForm(h, '/sign-in/code/verify', { form: 'resend' }, { cookies })
  expect(read(reply).location).toBe('/sign-in/code/verify')
  const shown = await h.request('GET', '/sign-in/code/verify', { cookies: { ...cookies, ...jarOf(reply) } })
  expect(read(shown).notice).toBe('A new code is on its way.')
  expect(await h.mail.messages(busking.email)).toHaveLength(2)
})

test('what is shown says nothing of whether there is such an account', async () => {
  const h = await world()
  const pages = []
  for (const login of [busking.username, 'nobody123']) {
    const cookies = await asked(h, login)
    const shown = await h.request('GET', '/sign-in/code/verify', { cookies })
    const refused = await sendForm(h, '/sign-in/code/verify', { code: 'AAAAAAAAAA' }, { cookies })
    pages.push([shown.text, refused.text].map((text) => text.replaceAll(login, '*')))
  }
  expect(pages[0]).toEqual(pages[1])
})

test('the name that was typed at the sign-in comes along', async () => {
  const h = await world()
  const sent = await sendForm(h, `/sign-in${TO}`, { form: 'code', login: busking.username, password: 'half' })
  const { location, status } = read(sent)
  expect([status, location]).toEqual([303, `/sign-in/code${TO}&login=${busking.username}`])
  expect(read(await h.request('GET', location ?? '')).fields.login?.value).toBe(busking.username)
  expect(await h.mail.messages()).toEqual([])
})

test('the code’s page without a name before it leads to where one is asked for', async () => {
  const reply = await (await world()).request('GET', `/sign-in/code/verify${TO}`)
  expect(read(reply).location).toBe(`/sign-in/code${TO}`)
})

test('where codes are turned off the sign-in offers none, and their page says so', async () => {
  const h = await world()
  h.setEnv({ EMAIL_SIGN_IN: 'false' })
  expect((await h.request('GET', '/sign-in')).text).not.toContain('value="code"')
  expect(read(await sendForm(h, '/sign-in/code', { login: busking.username })).status).toBe(403)
})
