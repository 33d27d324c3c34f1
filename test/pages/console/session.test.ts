import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { consoleSessions } from '../../../src/db/schema.ts'
import { read, sendForm } from '../../acts/pages.ts'
import { type Harness, harness } from '../../world/harness.ts'
import { COOKIE, opened, sendToken } from './acts.ts'

const PAGES = ['/console/accounts', '/console/accounts/1', '/console/events', '/console/moving']
const WRONG = 'w'.repeat(43)

const isOpen = async (h: Harness, cookies: Record<string, string | undefined>) => {
  const { status } = await h.request('GET', '/console/events', { cookies })
  return status === 200
}

describe('the console', () => {
  test('asks for the admin token, in a field that is never shown again', async () => {
    const h = await harness()
    const shown = read(await h.request('GET', '/console'))
    expect(shown).toMatchObject({ status: 200, title: 'Console – Munjigi', forms: ['/console'] })
    expect(shown.fields.token).toMatchObject({ type: 'password', autocomplete: 'current-password' })
    expect(shown.links).toEqual(['/console?lang=ko'])
    const refused = await sendToken(h, WRONG)
    expect(read(refused)).toMatchObject({ status: 401, messages: ['The admin token is not right.'] })
    expect(read(refused).errors).toEqual({ token: 'Error: The admin token is not right.' })
    expect(refused.text).not.toContain(WRONG)
    expect(refused.cookies).toEqual({})
    expect(read(await sendToken(h, '')).messages).toEqual(['Enter your admin token.'])
  })

  test('is opened by a cookie that no script reads, no other site sends, and lives for an hour', async () => {
    const h = await harness()
    const reply = await sendToken(h, env.ADMIN_TOKEN)
    expect(read(reply)).toMatchObject({ status: 303, location: '/console' })
    expect(Object.keys(reply.cookies)).toEqual([COOKIE])
    expect(reply.cookies[COOKIE]?.attributes).toBe('Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Strict')
    const cookies = { [COOKIE]: reply.cookies[COOKIE]?.value }
    h.clock.pass(HOUR - 1)
    expect(await isOpen(h, cookies)).toBe(true)
    h.clock.pass(1)
    expect(await isOpen(h, cookies)).toBe(false)
  })

  test('is not opened by a cookie without the prefix, which another host could plant', async () => {
    const h = await harness()
    const { cookies } = await opened(h)
    expect(await isOpen(h, { munjigi_console: cookies[COOKIE] })).toBe(false)
  })

  test.each(PAGES)(
    '%s shows nobody without the cookie anything, and leads back once it is open',
    async (path) => {
      const h = await harness()
      const query = `${path}?x=1&lang=ko`
      const led = read(await h.request('GET', query))
      const there = `/console?${new URLSearchParams({ lang: 'ko', return_to: query })}`
      expect([led.status, led.location]).toEqual([303, there])
      expect(led.forms).toEqual([])
      expect(read(await sendToken(h, env.ADMIN_TOKEN, there)).location).toBe(query)
    },
  )

  test.each(['/console/accounts/1', '/console/moving'])(
    'what is sent to %s once the console is over is not done, and said so',
    async (path) => {
      const h = await harness()
      const { cookies } = await opened(h)
      h.clock.pass(HOUR)
      const sent = await sendForm(h, path, { form: 'main', act: 'disable', reason: 'x' }, { cookies })
      expect(read(sent)).toMatchObject({
        status: 303,
        location: `/console?${new URLSearchParams({ return_to: path })}`,
      })
      const next = await h.request('GET', '/console', { cookies: { munjigi_notice: 'console_over' } })
      expect(read(next).notice).toBe('The console is not open any more. Open it again.')
    },
  )

  test('is led to no place but its own pages', async () => {
    const h = await harness()
    for (const place of ['/account', 'https://app.test/console', '/consoles', '//evil.test/console/']) {
      const there = `/console?${new URLSearchParams({ return_to: place })}`
      const { location } = read(await sendToken(h, env.ADMIN_TOKEN, there))
      expect([place, location?.split('?')[0]]).toEqual([place, '/console'])
    }
  })

  test('is closed by its button, and by opening it anew in the same browser', async () => {
    const h = await harness()
    const first = await opened(h)
    const closed = await first.send('/console', { form: 'close' })
    expect(read(closed)).toMatchObject({ status: 303, location: '/console' })
    expect(closed.cookies[COOKIE]).toMatchObject({
      value: '',
      attributes: expect.stringContaining('Max-Age=0'),
    })
    expect(await isOpen(h, first.cookies)).toBe(false)
    const second = await opened(h)
    const third = await opened(h, { cookies: second.cookies })
    expect([await isOpen(h, second.cookies), await isOpen(h, third.cookies)]).toEqual([false, true])
    expect(await h.db.$count(consoleSessions)).toBe(1)
    expect(read(await sendForm(h, '/console', { form: 'close' })).status).toBe(303)
  })

  test('speaks Korean too', async () => {
    const h = await harness()
    const { look } = await opened(h)
    const { title, language } = read(
      await look('/console/accounts', { headers: { 'Accept-Language': 'ko' } }),
    )
    expect([title, language]).toEqual(['계정 – 문지기', 'ko'])
  })

  test('is out of order while storage fails, and does not take its cookie for none', async () => {
    const h = await harness()
    const { look, cookies } = await opened(h)
    h.setEnv({
      DB: {
        withSession: () => {
          throw new Error('D1_ERROR: gone')
        },
      } as unknown as D1Database,
    })
    for (const path of ['/console', ...PAGES])
      expect([path, read(await look(path)).status]).toEqual([path, 503])
    h.setEnv({ DB: env.DB })
    expect(await isOpen(h, cookies)).toBe(true)
  })
})
