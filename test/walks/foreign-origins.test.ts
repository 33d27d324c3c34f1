import { expect, test } from 'vitest'
import { describeService } from '../../src/openapi/descriptions.ts'
import { isForPeople } from '../../src/pages/index.ts'
import { outcomeOf } from '../acts/callers.ts'
import { harness } from '../world/harness.ts'
import { descriptions } from '../world/service.ts'
import { everyRecord } from '../world/storage.ts'
import { ACCESS, prepare } from './access.ts'
import { arrive, mayUse, roles } from './roles.ts'
import { RESET } from './rules.ts'
import { SERVED } from './served.ts'

/** What a browser says of a page that is not ours and not allowed. */
const FOREIGN = [
  { Origin: 'https://evil.test' },
  { Origin: 'null' },
  { Origin: 'https://evil.test', 'Content-Type': 'text/plain' },
  { Origin: 'https://sub.auth.test', 'Sec-Fetch-Site': 'same-site' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site', 'Content-Type': 'text/plain' },
]

/** Asked for a session's cookie in these tests. */
const GIVES_COOKIES = ['POST /v1/sessions', 'POST /v1/sessions/passkey', 'POST /v1/sessions/email/verify']

/** Everything but reads, and the document's GET that mails a code. */
const changes = SERVED.filter((route) => !route.startsWith('GET ') || route === `GET ${RESET}`)

/** The failure in the words of the contract that has the route. */
function crossSite(route: string) {
  const [method = '', path = ''] = route.split(' ')
  if (isForPeople(path)) return [403, null]
  const contract = describeService(descriptions).find(({ routes }) => route in routes)?.contract
  const wording = contract?.wordings.cross_site
  if (!wording) throw new Error(`no contract words ${route}`)
  const occasion = {
    failure: 'cross_site',
    detail: {},
    method,
    path,
    language: 'en',
    issuer: 'https://auth.test',
    requestId: expect.any(String) as string,
  } as const
  return [wording.status, contract.envelope(wording, occasion)]
}

test('there are as many as the routes that change something', () => {
  expect(changes.length).toBeGreaterThan(40)
  expect(changes).toEqual(expect.arrayContaining(['POST /sixth/login', 'POST /v1/sessions', `GET ${RESET}`]))
})

test.for(changes)('41: %s takes nothing from a foreign page, whoever is signed in there', async (route) => {
  const h = await harness()
  const rule = ACCESS[route]
  const role = roles.findLast((one) => rule && mayUse(rule, one)) ?? 'nobody'
  const send = await prepare(h, route, await arrive(h, role))
  const before = await everyRecord()
  await h.mail.clear()
  for (const headers of FOREIGN) {
    const reply = await send(headers as Record<string, string>)
    expect([reply.status, reply.body]).toEqual(crossSite(route))
    expect(reply.cookies).toEqual({})
  }
  expect(await everyRecord()).toEqual(before)
  expect(await h.mail.messages()).toEqual([])

  expect(outcomeOf(await send())).toBe(rule?.passes)
})

test.for(changes)('41: %s is taken from our own page, an allowed one and no page at all', async (route) => {
  const rule = ACCESS[route]
  const role = roles.findLast((one) => rule && mayUse(rule, one)) ?? 'nobody'
  // The sign-in there asks for a cookie, which no browser would send back from another site.
  const site = GIVES_COOKIES.includes(route) ? 'same-site' : 'cross-site'
  // A page takes nothing from an allowed one: its forms are its own.
  const isPage = isForPeople(route.split(' ')[1] ?? '')
  for (const headers of [
    { Origin: 'https://auth.test', 'Sec-Fetch-Site': 'same-origin' },
    ...(isPage ? [] : [{ Origin: 'https://app.test', 'Sec-Fetch-Site': site }]),
    { 'Sec-Fetch-Site': 'none' },
    { 'User-Agent': 'okhttp/4.12' },
  ]) {
    const h = await harness()
    const send = await prepare(h, route, await arrive(h, role))
    expect(outcomeOf(await send(headers as Record<string, string>))).toBe(rule?.passes)
  }
})
