/// <reference types="vite/types/importMeta.d.ts" />
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import entry from '../../src/dev/entry.ts'
import { undeclaredVars, withQueue } from '../../src/dev/undeclared-vars.ts'
import { type Harness, harness } from '../world/harness.ts'

const tomls = import.meta.glob<string>('../../wrangler.toml', {
  query: '?raw',
  eager: true,
  import: 'default',
})

let world: Harness
// Once for all: the server adds the documented accounts at its first request alone.
beforeAll(async () => {
  world = await harness()
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterAll(() => vi.restoreAllMocks())

/** The server of `npm start`, with what setup.ts writes into .dev.vars. */
function local(vars: object = {}) {
  const local = { ...world.env(), ISSUER: 'http://localhost:8787', MAIL_API_URL: 'mailbox:', ...vars }
  return async (address: string, body?: object) => {
    const execution = createExecutionContext()
    const reply = await entry.fetch(
      new Request(address, {
        redirect: 'manual',
        ...(body && {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      }) as Parameters<typeof entry.fetch>[0],
      local,
      execution,
    )
    await waitOnExecutionContext(execution)
    return reply
  }
}

const redirectUri = (reply: Response) =>
  new URL(reply.headers.get('Location') ?? '').searchParams.get('redirect_uri')

const CASES: [string, object, string, string][] = [
  ['its default port', { DEV_PORT: '8787' }, 'http://localhost:8787', 'http://localhost:8787'],
  ['another port', { DEV_PORT: '8790' }, 'http://localhost:8790', 'http://localhost:8790'],
  ['a port that the system chose', {}, 'http://localhost:41234', 'http://localhost:41234'],
  [
    'an issuer of its own',
    { DEV_PORT: '8791', ISSUER: 'https://tunnel.test' },
    'http://localhost:8791',
    'https://tunnel.test',
  ],
]

test.for(CASES)(
  'with %s providers send back to the issuer, and tokens are by it',
  async ([, vars, at, issuer]) => {
    const ask = local(vars)
    expect(redirectUri(await ask(`${at}/v1/oauth/google`))).toBe(`${issuer}/v1/oauth/google/callback`)
    expect(redirectUri(await ask(`${at}/login/oauth/42`))).toBe(`${issuer}/login/oauth/42/callback`)

    const credentials = { login: 'busking123', password: 'securepassword@', use: 'token' }
    const signedIn = await ask(`${at}/v1/sessions`, credentials)
    const { access_token } = await signedIn.json<{ access_token: string }>()
    expect(decodeJwt(access_token).iss).toBe(issuer)
  },
)

test('what .dev.vars has and wrangler.toml does not declare is handed on, but for what is empty', () => {
  const toml =
    '[vars]\nISSUER = "https://auth.example.com"\n\n[secrets]\nrequired = ["CODE_KEY", "SEED_KEY"]\n'
  const present = {
    ...{ ISSUER: 'http://localhost:8787', CODE_KEY: 'key', SEED_KEY: 'key' },
    ...{ OAUTH_42_SECRET: 'a:b c', OAUTH_GOOGLE_SECRET: '' },
  }
  expect(undeclaredVars(present, toml)).toEqual(['--var', 'OAUTH_42_SECRET:a:b c'])
  expect(undeclaredVars({ CODE_KEY: env.CODE_KEY }, toml)).toEqual([])
})

test('where webhooks are asked for, the queue of wrangler.toml comes out of its comments, and nothing else', () => {
  const toml = Object.values(tomls)[0] ?? ''
  const [before, after] = [toml, withQueue(toml)].map((text) => text.split('\n'))
  const changed = after?.filter((line, at) => line !== before?.[at])
  expect(changed).toEqual([
    ...['[[queues.producers]]', 'binding = "WEBHOOKS"', 'queue = "munjigi-webhooks"'],
    ...['[[queues.consumers]]', 'queue = "munjigi-webhooks"', 'max_batch_size = 10', 'max_batch_timeout = 1'],
    ...['max_retries = 10', 'dead_letter_queue = "munjigi-webhooks-dead"'],
  ])
})
