import { expect, test } from 'vitest'
import { read, sendForm } from '../acts/pages.ts'
import { harness, PEOPLE } from '../world/harness.ts'

const { username: login, password } = PEOPLE.busking

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

test('what was typed is kept, and passwords and codes are not', async () => {
  const h = await world()
  const reply = await sendForm(h, '/sign-in', { login: '<b>"busking"</b>', password: 'not this one' })
  const { status, fields, title } = read(reply)
  expect(status).toBe(401)
  expect(title).toBe('Error: Sign in – Munjigi')
  expect(fields.login?.value).toBe('<b>"busking"</b>')
  expect(fields.password).not.toHaveProperty('value')
  expect(reply.text).not.toContain('not this one')
  expect(reply.text).not.toContain('<b>')
})

test('all fields that are empty are told at once, in a summary and beside them', async () => {
  const { status, messages, errors, fields } = read(await sendForm(await world(), '/sign-in', { login: ' ' }))
  expect(status).toBe(400)
  expect(messages).toEqual(['Enter your username or email.', 'Enter your password.'])
  expect(errors).toEqual({
    login: 'Error: Enter your username or email.',
    password: 'Error: Enter your password.',
  })
  expect(fields.login).toMatchObject({ 'aria-invalid': 'true', 'aria-describedby': 'login-error' })
})

test('the summary is an alert that takes the focus, and leads to the fields', async () => {
  const { text } = await sendForm(await world(), '/sign-in', {})
  expect(text).toContain('<div class="summary" role="alert" tabindex="-1" autofocus=""')
  expect(text).toContain('<li><a href="#login">')
})

test('an unknown name and a wrong password are told alike', async () => {
  const h = await world()
  const wrong = await sendForm(h, '/sign-in', { login, password: 'not this one' })
  const unknown = await sendForm(h, '/sign-in', { login: 'nobody77', password: 'not this one' })
  expect(unknown.text.replaceAll('nobody77', login)).toBe(wrong.text)
  expect(unknown.status).toBe(wrong.status)
})

test('who has tried too often is told when to come again', async () => {
  const h = await world()
  for (let n = 0; n < 5; n++) await sendForm(h, '/sign-in', { login, password: 'not this one' })
  const reply = await sendForm(h, '/sign-in', { login, password }, { headers: { 'Accept-Language': 'ko' } })
  const { status, messages, title } = read(reply)
  expect([status, reply.headers.get('Retry-After')]).toEqual([429, '30'])
  expect(messages).toEqual(['시도 횟수가 너무 많습니다. 30초 뒤에 다시 시도해 주세요.'])
  expect(title).toBe('오류: 로그인 – 문지기')
})

test('blanks around a name do not count, and those of a password do', async () => {
  const h = await world()
  expect(read(await sendForm(h, '/sign-in', { login: `  ${login} `, password })).status).toBe(303)
  expect(read(await sendForm(h, '/sign-in', { login, password: `${password} ` })).status).toBe(401)
})

test('a body that is no form, or too long, is refused with a page', async () => {
  const h = await world()
  const json = { raw: JSON.stringify({ login, password }), headers: { 'Content-Type': 'application/json' } }
  expect(read(await h.request('POST', '/sign-in', json)).status).toBe(415)
  expect(read(await sendForm(h, '/sign-in', { login: 'x'.repeat(17_000), password })).status).toBe(413)
  expect(read(await sendForm(h, '/sign-in', { form: 'constructor', login, password })).status).toBe(400)
})
