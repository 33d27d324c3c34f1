import { expect, test } from 'vitest'
import { SERVICE, visit } from './world/visitor.ts'

/** One of the documented accounts, which are there wherever `npm start` runs. */
const BODY = JSON.stringify({ login: 'busking123', password: 'securepassword@', use: 'cookie' })

test('the reference shows the API and tries it against this server, and nothing leaves this machine', {
  timeout: 180_000,
}, async () => {
  const { page, context } = await visit('about:blank')
  // The script is of 3.7 MB, and draws all of it.
  context.setDefaultTimeout(60_000)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${SERVICE}/docs`, { waitUntil: 'commit' })
  await page.getByText('Sign in', { exact: true }).first().click()
  await page.getByRole('button', { name: /Test Request\s*\(post \/v1\/sessions\)/ }).click()

  const dialog = page.getByRole('dialog')
  await dialog.getByText('"a sunny day 1"').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(BODY)
  const [reply] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    dialog.getByRole('button', { name: /^Send post request/ }).click(),
  ])
  expect([reply.url(), reply.status()]).toEqual([`${SERVICE}/v1/sessions`, 201])
  expect(reply.request().postDataJSON()).toEqual(JSON.parse(BODY))
  await dialog.getByText('201 Created').waitFor()
  expect((await context.cookies()).map(({ name }) => name)).toContain('munjigi_session')

  const elsewhere = asked.filter((url) => !url.startsWith(`${SERVICE}/`) && !/^(data|blob):/.test(url))
  expect(elsewhere).toEqual([])
  expect(asked).toEqual(expect.arrayContaining([`${SERVICE}/docs/scalar.js`, `${SERVICE}/openapi.json`]))
})
