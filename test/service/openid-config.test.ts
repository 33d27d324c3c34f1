import { expect, test } from 'vitest'
import { harness } from '../world/harness.ts'

const FAULTS = {
  OIDC_ACME_ISSUER: [
    ...[
      undefined,
      '',
      'canary',
      'http://canary.test',
      'http://localhost.canary.test',
      'ftp://localhost/canary',
    ],
    ...['https://canary@acme.test', 'https://acme.test?canary', 'https://acme.test/#canary'],
    'https://acme.test/canary\n',
  ],
  OIDC_ACME_ID: [undefined, '', ' canary', 'canáry'],
  OIDC_ACME_SECRET: [undefined, '', 'canary\n'],
}

const cases = Object.entries(FAULTS).flatMap(([name, values]) => values.map((value) => ({ name, value })))

const signIn = { login: 'nobody', password: 'nothing', use: 'token' }

async function refusedBy(env: Record<string, string | undefined>): Promise<string> {
  const h = await harness({ env: env as Partial<Env> })
  expect((await h.post('/v1/sessions', signIn)).status).toBe(503)
  expect(JSON.stringify(h.log)).not.toContain('canary')
  const [failure] = h.log.filter(({ event }) => event === 'unexpected_failure')
  return JSON.stringify(failure?.error)
}

test.for(cases)('$name=$value is named in the log, not quoted', async ({ name, value }) => {
  const refused = await refusedBy({ [name]: value })
  expect(refused).toMatch(new RegExp(`"configuration refused: (${name}: [^;"]+(; |"))+`))
})

test.for(['42', 'GOOGLE', 'GITHUB', 'KAKAO', 'NAVER', 'A'.repeat(33)])(
  'no OpenID provider is called %s',
  async (name) => {
    const named = { ISSUER: 'https://acme.test', ID: 'an-id', SECRET: 'canary' }
    const vars = Object.entries(named).map(([part, value]) => [`OIDC_${name}_${part}`, value])
    expect(await refusedBy(Object.fromEntries(vars))).toContain(`OIDC_${name}_ISSUER: `)
  },
)

test.for([
  { OIDC_ACME_ISSUER: '', OIDC_ACME_ID: '', OIDC_ACME_SECRET: '' },
  { OIDC_ACME_ISSUER: 'https://acme.test/realms/one/' },
  { OIDC_A_ID_ISSUER: 'http://localhost:9000', OIDC_A_ID_ID: 'id', OIDC_A_ID_SECRET: 'one of its own' },
])('%o is taken', async (env) => {
  const h = await harness({ env: env as Partial<Env> })
  expect((await h.post('/v1/sessions', signIn)).status).toBe(401)
})
