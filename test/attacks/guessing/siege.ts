import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { busking } from '../../contracts/busking/table.ts'
import { signIns } from '../../contracts/index.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'
import { abroad, from, type Headers, range } from '../../world/instruments.ts'
import { addAccountWithoutEmail } from '../../world/people.ts'

/** 50 networks ask again and again, by a thousand requests at once, whatever may close a door to the owner. */
const NETWORKS = 50
const TIMES = 3
const HOURS_A_WAVE = 6
const WAVES = 9
const WRONG = 'a wrong password'
const OWNER = PEOPLE.busking

type Send = (headers: Headers) => Promise<{ status: number }>

function weaponsAgainst(h: Harness, { username, email }: Person): Send[] {
  const guess = (login: string) => (headers: Headers) =>
    h.post('/v1/sessions', { login, password: WRONG, use: 'token' }, headers)
  const letter = (login: string) => (headers: Headers) => h.post('/v1/recovery/password', { login }, headers)
  const code = (login: string) => (headers: Headers) =>
    h.post('/v1/recovery/password/verify', { login, code: 'AAAAAAAA' }, headers)
  const reminder = (headers: Headers) => h.post('/v1/recovery/username', { email }, headers)
  return [...[username, email].flatMap((name) => [guess(name), letter(name), code(name)]), reminder]
}

/** Each network uses each weapon as often as it may in one go, or till it is refused. Returns the requests. */
async function wave(weapons: Send[]): Promise<number> {
  const sent = range(NETWORKS).map(async (network) => {
    let count = 0
    for (const send of weapons) {
      for (const _ of range(TIMES)) {
        count += 1
        const { status } = await send(abroad(network))
        if (status === 429) break
      }
    }
    return count
  })
  return (await Promise.all(sent)).reduce((all, count) => all + count, 0)
}

const fresh = (at: number) => from(`192.0.2.${at}`)

async function resetFrom(h: Harness, headers: Headers, { username, email }: Person, password: string) {
  await h.post('/v1/recovery/password', { login: username }, headers)
  const code = await h.mail.code(email)
  const proof = await h.post('/v1/recovery/password/verify', { login: username, code }, headers)
  const body = { reset_token: proof.body.reset_token, password }
  return [proof.status, (await h.request('PUT', '/v1/recovery/password', { body, headers })).status]
}

describe('4: an owner under siege by 50 networks, for two days', () => {
  test('4: gets in at every hour by the right password, from a network that was never seen, at the first try', async () => {
    const h = await harness()
    await h.person(OWNER)
    const weapons = weaponsAgainst(h, OWNER)
    const owner: number[] = []
    for (const at of range(WAVES)) {
      expect(await wave(weapons)).toBeGreaterThan(750)
      const { path, credentials } = Object.values(signIns)[at % Object.keys(signIns).length] ?? busking.door
      owner.push((await h.post(path, credentials(OWNER), fresh(at))).status)
      h.clock.pass(HOURS_A_WAVE * HOUR)
    }
    expect(owner.filter((status) => status !== 200 && status !== 201)).toEqual([])
  })

  test('4: gets in by a reset too, and from that browser again and again', async () => {
    const h = await harness()
    await h.person(OWNER)
    const weapons = weaponsAgainst(h, OWNER)
    for (const at of range(2)) {
      await wave(weapons)
      expect(await resetFrom(h, fresh(at), OWNER, `brand new song ${at}`)).toEqual([200, 204])
      h.clock.pass(HOURS_A_WAVE * HOUR)
    }
  })

  test('4: gets in without an e-mail', async () => {
    const h = await harness()
    const who = await addAccountWithoutEmail({ ...OWNER, username: 'no-mail-1' })
    const guess: Send = (headers) =>
      h.post('/v1/sessions', { login: who.username, password: WRONG, use: 'token' }, headers)
    for (const at of range(WAVES)) {
      // Two of three are one more than a network has.
      await wave([guess, guess])
      const credentials = { login: who.username, password: who.password, use: 'token' }
      expect((await h.post('/v1/sessions', credentials, fresh(at))).status).toBe(201)
      h.clock.pass(HOURS_A_WAVE * HOUR)
    }
  })
})
