import { expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import { generate } from '../src/openapi/generate.ts'

const FILE = '../src/openapi/openapi.json'

test('the document is what the routes and their schemas say', async () => {
  const fresh = generate(createApp())
  await expect(`${JSON.stringify(fresh, null, 2)}\n`).toMatchFileSnapshot(FILE)
})
