import { expect, test } from 'vitest'
import { read, sendForm } from '../acts/pages.ts'
import { appCode, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { SINGER, signInByCookie } from '../acts/sign-in.ts'
import { harness } from '../world/harness.ts'

const PATH = '/account/second-factor'
const { username: login, password: current } = SINGER

const codesIn = (text: string) =>
  [...(/<ul[^>]*id="codes">(.*?)<\/ul>/.exec(text)?.[1]?.matchAll(/<li>([^<]+)<\/li>/g) ?? [])].map(
    ([, code = '']) => code,
  )

test('the second factor is turned on by a code of the seed that is shown, and the recovery codes are shown once', async () => {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const send = (fields: Record<string, string>) => sendForm(h, PATH, fields, { cookies })

  expect(read(await send({ form: 'enrol', current: 'not this one' })).status).toBe(401)
  const scanned = await send({ form: 'enrol', current })
  const seed = /id="seed">([A-Z2-7 ]+)</.exec(scanned.text)?.[1]?.replaceAll(' ', '') ?? ''
  expect(scanned.status).toBe(200)
  expect(scanned.text).toContain('<svg ')
  expect(scanned.headers.get('Cache-Control')).toBe('no-store')

  const wrong = read(await send({ form: 'confirm', code: wrongCode(h, seed) }))
  expect([wrong.status, Object.keys(wrong.errors)]).toEqual([401, ['confirm-code']])
  const made = await send({ form: 'confirm', code: appCode(h, seed).replace(/^.../, '$& ') })
  expect([made.status, made.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
  const [first = '', ...others] = codesIn(made.text)
  expect(others).toHaveLength(9)

  const after = await h.request('GET', PATH, { cookies })
  expect(read(after).status).toBe(200)
  expect(after.text).not.toContain(first)
  expect(after.text).not.toContain(seed)
  const asked = await h.post('/v1/sessions', { login, password: current, use: 'token' })
  expect(asked.body.next).toBe('second_factor')
  const { challenge } = asked.body
  expect((await h.post('/v1/sessions/second-factor', { code: first, challenge })).status).toBe(201)
})

test('new recovery codes take the place of those before, for the password', async () => {
  const h = await harness()
  const { cookies, recoveryCodes } = await withSecondFactor(h)
  const send = (fields: Record<string, string>) => sendForm(h, PATH, fields, { cookies })
  expect(read(await send({ form: 'renew', current: '' })).status).toBe(403)
  const made = codesIn((await send({ form: 'renew', current })).text)
  expect(made).toHaveLength(10)
  expect(made.filter((code) => recoveryCodes.includes(code))).toEqual([])
})

test('it is turned off for the password and a code together', async () => {
  const h = await harness()
  const { cookies, seed } = await withSecondFactor(h)
  const send = (fields: Record<string, string>) =>
    sendForm(h, PATH, { form: 'disable', ...fields }, { cookies })
  expect(read(await send({ current, code: wrongCode(h, seed) })).status).toBe(401)
  expect(read(await send({ current: 'not this one', code: appCode(h, seed) })).status).toBe(401)
  const done = read(await send({ current, code: appCode(h, seed) }))
  expect([done.status, done.location]).toEqual([303, PATH])
  expect((await h.request('GET', PATH, { cookies })).text).toContain('It is off.')
})
