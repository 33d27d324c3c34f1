import { expect, test } from 'vitest'
import { SECRET } from '../acts/webhooks.ts'
import { harness } from '../world/harness.ts'

const FAULTS = {
  WEBHOOK_URL: [
    ...['canary', 'http://canary.test/', 'ftp://canary.test/', 'https://canary:canary@hooks.test/'],
    ...['https://hooks.test/#canary', 'http://localhost.canary.test/', 'javascript:canary'],
  ],
  WEBHOOK_EVENTS: ['canary', 'signed_in,signed_out', 'signed_in signed_in'],
  WEBHOOK_SECRET: [
    ...['canary', 'whsec_canary', `whsec_${btoa('canary-canary-canary-9')}`, `${SECRET}!`],
    ...[`${SECRET} canary`, `whsec_${btoa('canary'.repeat(11))}`],
  ],
}
const URL_OF = { WEBHOOK_URL: 'https://hooks.test/', WEBHOOK_SECRET: SECRET }

const status = async (env: object) => {
  const h = await harness({ env })
  return { status: (await h.request('GET', '/.well-known/jwks.json')).status, log: JSON.stringify(h.log) }
}

const cases = Object.entries(FAULTS).flatMap(([name, values]) => values.map((value) => ({ name, value })))

test.for(cases)('$name=$value is refused, named in the log, not quoted', async ({ name, value }) => {
  const refused = await status({ ...URL_OF, [name]: value })
  expect(refused.status).toBe(503)
  expect(refused.log).toContain(`configuration refused: ${name}: `)
  expect(refused.log).not.toContain('canary')
})

test('a WEBHOOK_URL without a WEBHOOK_SECRET is refused', async () => {
  const refused = await status({ ...URL_OF, WEBHOOK_SECRET: '' })
  expect(refused.status).toBe(503)
  expect(refused.log).toContain('WEBHOOK_SECRET: signs what goes to WEBHOOK_URL')
})

test.for([
  { WEBHOOK_URL: '', WEBHOOK_SECRET: '' },
  { WEBHOOK_URL: 'https://hooks.test/a?b=c' },
  { WEBHOOK_URL: 'http://localhost:3000/hooks' },
  { WEBHOOK_URL: 'http://127.0.0.1:3000' },
  { WEBHOOK_EVENTS: 'signed_in  account_erased' },
  { WEBHOOK_SECRET: `${SECRET} whsec_${btoa('another key of 24 bytes!')}` },
])('%j is taken', async (vars) => {
  expect((await status({ ...URL_OF, ...vars })).status).toBe(200)
})
