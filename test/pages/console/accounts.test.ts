import { describe, expect, test } from 'vitest'
import { events, identities, accounts as rows } from '../../../src/db/schema.ts'
import { importRows } from '../../acts/operator.ts'
import { read } from '../../acts/pages.ts'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { addPasskey } from '../../passkeys/acts.ts'
import { Authenticator } from '../../passkeys/authenticator.ts'
import { namesakes } from '../../realms/realms.ts'
import { type Harness, harness, PEOPLE, START } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'
import { opened, textOf } from './acts.ts'

const PATH = '/console/accounts'
const REASON = 'Asked for by telephone – 전화로 요청'
const { pong, ssafy } = PEOPLE

const idsIn = (links: string[]) =>
  links.flatMap((link) => /^\/console\/accounts\/(\d+)/.exec(link)?.[1] ?? []).map(Number)

describe('accounts', () => {
  test('are found by the beginning of a name or e-mail, and by id', async () => {
    const h = await harness()
    const [a, b, c] = [await h.person(SINGER), await h.person(pong), await h.person(ssafy)]
    const { look } = await opened(h)
    const found = async (query: string) =>
      idsIn(read(await look(`${PATH}?${new URLSearchParams({ query })}`)).links)
    expect(await found('')).toEqual([c, b, a])
    expect(await found('BUSK')).toEqual([a])
    expect(await found('ssafy@')).toEqual([c])
    expect(await found(` ${b} `)).toEqual([b])
    expect(await found('nobody')).toEqual([])
    const { fields } = read(await look(`${PATH}?query=BUSK`))
    expect(fields.query?.value).toBe('BUSK')
    expect(fields).not.toHaveProperty('in')
  })

  test('are found in a realm, where there are several', async () => {
    const { h } = await namesakes()
    const { look } = await opened(h)
    const all = read(await look(PATH))
    expect(all.fields).toHaveProperty('in')
    const inStage = read(await look(`${PATH}?in=stage`))
    expect(idsIn(inStage.links).length).toBeLessThan(idsIn(all.links).length)
    expect(idsIn(inStage.links)).not.toEqual([])
    expect(read(await look(`${PATH}?in=nowhere`))).toMatchObject({
      status: 400,
      messages: ['There is no such service.'],
      links: ['/console', `${PATH}?in=nowhere&lang=ko`],
    })
  })

  test('come in parts of fifty, newest first, and the search goes on with them', async () => {
    const h = await harness()
    await importRows(h, [
      ...range(60).map((at) => ({ id: 100 + at, username: `n${at}` })),
      { username: 'other' },
    ])
    const { look } = await opened(h)
    const first = read(await look(`${PATH}?query=n`))
    expect(idsIn(first.links)).toEqual(range(50).map((at) => 159 - at))
    const next = first.links.find((link) => link.includes('before=')) ?? ''
    expect(next).toBe(`${PATH}?query=n&before=110`)
    const second = read(await look(next))
    expect(idsIn(second.links)).toEqual(range(10).map((at) => 109 - at))
    expect(second.links.filter((link) => link.includes('before='))).toEqual([`${next}&lang=ko`])
  })

  test('tell what an operator looks for', async () => {
    const h = await harness()
    const id = await h.person({ ...pong, disabledAt: START, mustChangePassword: true })
    const { look } = await opened(h)
    expect(textOf(await look(PATH))).toContain(
      `pong42 ${id} · ${pong.nickname} · ${pong.email} · disabled · must change the password · second factor · Jan 15, 2026`,
    )
  })

  test.each(['?before=x', '?before=-1', `?before=${'9'.repeat(16)}`])(
    'refuse %s with a page',
    async (query) => {
      const { look } = await opened(await harness())
      expect(read(await look(PATH + query)).status).toBe(400)
    },
  )
})

describe('an account', () => {
  test('tells its places, sessions, second factor, passkeys, identities and events', async () => {
    const h = await harness()
    const id = await h.person(SINGER)
    const cookies = await signInByCookie(h)
    await addPasskey(h, cookies, SINGER.password, await Authenticator.make())
    await h.db
      .insert(identities)
      .values({ provider: 'github', subject: 'gh-7', accountId: id, createdAt: START })
    const { look } = await opened(h)
    const reply = await look(`${PATH}/${id}`)
    const text = textOf(reply)
    const { username, nickname, email } = SINGER
    expect(text).toContain(`Names (main) ${username} · ${nickname} · ${email}`)
    expect(text).toContain('native · cookie · full')
    expect(text).toContain('Second factor None')
    expect(text).toContain('my phone · Jan 15, 2026, 12:00 PM UTC · synced')
    expect(text).toContain('github · gh-7')
    expect(text).toContain('A passkey was added')
    expect(read(reply).links).toContain(`/console/events?account=${id}`)
    const [row] = await h.db.select().from(rows)
    for (const secret of [row?.passwordHash ?? '', ...Object.values(cookies)]) {
      expect(secret).not.toBe('')
      expect(reply.text).not.toContain(secret)
    }
  })

  test('that has none of them says so, and a second factor says since when', async () => {
    const h = await harness()
    const id = await h.person(pong)
    const { look } = await opened(h)
    const text = textOf(await look(`${PATH}/${id}`))
    for (const title of ['Sessions', 'Passkeys', 'Identities']) expect(text).toContain(`${title} None`)
    expect(text).toMatch(/Second factor [A-Z][a-z]{2} \d+, \d{4}.* · 0 recovery codes left/)
  })

  test.each(['999', '0', '-1', 'x', '1e0', '9'.repeat(20), '%20'])('%s is none', async (id) => {
    const { look, send } = await opened(await harness())
    const told = { status: 404, messages: ['That is not here; it may be gone already.'] }
    expect(read(await look(`${PATH}/${id}`))).toMatchObject(told)
    const sent = await send(`${PATH}/${id}`, { act: 'disable', reason: REASON })
    expect(read(sent)).toMatchObject(told)
  })
})

const DONE: Record<string, string> = {
  disable: 'account_disabled',
  'require-password-change': 'password_change_required',
  'end-sessions': 'sessions_ended',
  reopen: 'account_reopened',
  enable: 'account_enabled',
}

async function world(act: string) {
  const h = await harness()
  const id = await h.person({ ...SINGER, ...(act === 'enable' && { disabledAt: 1 }) })
  return { h, path: `${PATH}/${id}`, ...(await opened(h)) }
}

const recorded = async (h: Harness) =>
  (await h.db.select().from(events))
    .filter(({ what }) => what !== 'console_opened')
    .map(({ what, actor, reason }) => [what, actor, reason])

describe.each(Object.entries(DONE))('the act %s', (act, what) => {
  test('is a link, asked for once more, done for a reason, and recorded with it', async () => {
    const { h, path, look, send } = await world(act)
    const { links } = read(await look(path))
    expect(links).toContain(`${path}?act=${act}`)
    const asked = read(await look(`${path}?act=${act}`))
    expect(asked.fields).toMatchObject({ act: { value: act }, reason: { type: 'text' } })
    expect(asked.forms).toContain(path)
    expect(await recorded(h)).toEqual([])
    const done = await send(path, { act, reason: `  ${REASON}` })
    expect(read(done)).toMatchObject({ status: 303, location: path })
    expect(await recorded(h)).toEqual([[what, 'operator', REASON]])
    expect(textOf(await look(path))).toContain(REASON)
    const next = await look(path, { cookies: { ...(await opened(h)).cookies, munjigi_notice: 'act_done' } })
    expect(read(next).notice).toBe('It is done, and recorded with your reason.')
  })

  test.each([
    ['none', ''],
    ['one of 201 characters', 'x'.repeat(201)],
    ['one of two lines', 'one\ntwo'],
    ['one that turns the writing round', '\u202eevil'],
  ])('is not done for %s', async (_, reason) => {
    const { h, path, send } = await world(act)
    const refused = read(await send(path, { act, reason }))
    expect(refused.status).toBe(400)
    expect(Object.keys(refused.errors)).toEqual(['reason'])
    expect(refused.fields.act?.value).toBe(act)
    expect(await recorded(h)).toEqual([])
  })
})

test.each(['', 'erase', 'constructor', '__proto__'])('the act %j is none', async (act) => {
  const { h, path, look, send } = await world('disable')
  expect(read(await send(path, { act, reason: REASON })).status).toBe(400)
  expect(read(await look(`${path}?act=${act}`)).fields).not.toHaveProperty('reason')
  expect(await recorded(h)).toEqual([])
})

test('a new password is not required of whoever could not set one', async () => {
  const h = await harness()
  await importRows(h, [{ id: 7, username: 'nobodys' }])
  const { send } = await opened(h)
  const refused = read(await send(`${PATH}/7`, { act: 'require-password-change', reason: REASON }))
  expect(refused).toMatchObject({ status: 409, messages: ['Nobody could set a password for this account.'] })
})

test('a disabled account is enabled, and any other disabled', async () => {
  const { path, look, send } = await world('disable')
  const acts = async () => read(await look(path)).links.flatMap((link) => link.split('?act=')[1] ?? [])
  expect(await acts()).toEqual(['disable', 'require-password-change', 'end-sessions', 'reopen'])
  await send(path, { act: 'disable', reason: REASON })
  expect(await acts()).toEqual(['enable', 'require-password-change', 'end-sessions', 'reopen'])
})
