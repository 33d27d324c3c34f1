import { expect, test } from 'vitest'
import { SERVICE, visit } from './world/visitor.ts'

/** One of the documented accounts, which are there wherever `npm start` runs. */
const BODY = JSON.stringify({ login: 'busking123', password: 'securepassword@', use: 'cookie' })

test('the reference shows the API and tries it against this server, and nothing leaves this machine', async () => {
  const { page, context } = await visit('about:blank')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${SERVICE}/docs`, { waitUntil: 'commit' })
  await page.getByText('Sign in', { exact: true }).first().click()
  await page.getByRole('button', { name: /Test Request\s*\(post \/v1\/sessions\)/ }).click()

  const dialog = page.getByRole('dialog')
  const editor = dialog.locator('[contenteditable=true]').filter({ hasText: 'a sunny day 1' })
  await editor.fill(BODY)
  const send = async () => {
    const [reply] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      dialog.getByRole('button', { name: /^Send post request/ }).click(),
    ])
    return [reply.url(), reply.request().postData(), reply.status()]
  }
  // It takes a while until what was typed is what is sent.
  await expect.poll(send).toEqual([`${SERVICE}/v1/sessions`, BODY, 201])
  await dialog.getByText('201 Created').waitFor()
  expect((await context.cookies()).map(({ name }) => name)).toContain('munjigi_session')

  const elsewhere = asked.filter((url) => !url.startsWith(`${SERVICE}/`) && !/^(data|blob):/.test(url))
  expect(elsewhere).toEqual([])
  expect(asked).toEqual(expect.arrayContaining([`${SERVICE}/docs/scalar.js`, `${SERVICE}/openapi.json`]))
})
