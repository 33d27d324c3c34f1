import { once } from 'node:events'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { exportJWK, generateKeyPair } from 'jose'
import { defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { unstable_readConfig } from 'wrangler'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Twenty times what the storage of all tests takes. */
const ROOM = 512 * 1024 * 1024

/** Milliseconds. */
const MOST = 300_000

/** Memory in place of the disk, which D1 waits for at every write. */
function keepStorageInMemory() {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return
  const { bavail, bsize } = statfsSync(memory)
  if (bavail * bsize > ROOM) process.env.TMPDIR ??= memory
}
keepStorageInMemory()

/** Many tests run scripts of Node, which compile the same modules each time. */
process.env.NODE_COMPILE_CACHE ??= `${root}node_modules/.cache/node`

async function signingKey(kid: string, alg: string) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid }
}

const random = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')

/** Begins with what takes longest, so that the end of a run keeps both processors busy. A small file may have many parts. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/test\/(attacks|walks|convert|takeover|deploying|consumers)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

/** What the pool calls the worker under test. */
const THIS_WORKER = 'vitest-plugin-runner-'

/** Tells all that came into the dead-letter queue. */
const DEAD_LETTERS = `
const letters = []
export default {
  queue: ({ messages }) => void letters.push(...messages.map(({ body }) => body)),
  fetch: () => Response.json(letters),
}`

/** The receiver of webhooks listens there: the worker's variables are made before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
const webhookPort = await freePort()
process.env.WEBHOOK_PORT = String(webhookPort)

const { alias = {} } = unstable_readConfig({ config: `${root}wrangler.toml` }, { hideWarnings: true })

/** The tests run without what the bundle has not. */
const leftOut: Plugin = {
  name: 'left-out',
  enforce: 'pre',
  resolveId: (module) => (alias[module] === undefined ? null : join(root, alias[module])),
}

export default defineConfig(async () => ({
  root,
  plugins: [
    leftOut,
    cloudflareTest({
      main: './src/index.ts',
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        // Another Worker in the same runtime, which binds this one as a service.
        serviceBindings: { CONSUMER: 'consumer', DEAD_LETTERS: 'dead-letters' },
        workers: [
          {
            name: 'consumer',
            modules: true,
            script: stripTypeScriptTypes(readFileSync(`${root}/test/consumers/stranger/worker.ts`, 'utf8')),
            compatibilityDate: '2026-10-01',
            serviceBindings: { AUTH: { name: THIS_WORKER, entrypoint: 'Auth' } },
          },
          {
            name: 'dead-letters',
            modules: true,
            script: DEAD_LETTERS,
            compatibilityDate: '2026-10-01',
            queueConsumers: { 'webhooks-dead': { maxBatchTimeout: 0.05 } },
          },
        ],
        queueProducers: {
          WEBHOOKS: { queueName: 'webhooks' },
          WEBHOOKS_TRIED_TWICE: { queueName: 'webhooks-tried-twice' },
        },
        queueConsumers: {
          webhooks: { maxBatchSize: 10, maxBatchTimeout: 0.05, maxRetries: 10 },
          // As wrangler.toml has it, in seconds in the place of a day.
          'webhooks-tried-twice': { maxBatchTimeout: 0.05, maxRetries: 1, deadLetterQueue: 'webhooks-dead' },
        },
        bindings: {
          MIGRATIONS: await readD1Migrations(`${root}/drizzle`),
          ISSUER: 'https://auth.test',
          AUDIENCE: 'https://api.test',
          ALLOWED_ORIGINS: 'https://app.test',
          APP_REDIRECT_URIS:
            'com.example.app:/signed-in http://127.0.0.1/callback https://app.test/signed-in?from=munjigi',
          // Also where npm start has made a .dev.vars, which has its own mailbox there.
          MAIL_API_URL: 'https://mail.test/emails',
          MAIL_FROM: 'Munjigi <no-reply@auth.test>',
          // What the consumer of the queue sees; a world has none unless it asks for one.
          WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/runner`,
          WEBHOOK_SECRET: `whsec_${Buffer.from(random()).toString('base64')}`,
          // Cheap hashes by configuration; test/passwords/passwords.test.ts spends the real cost.
          PASSWORD_ITERATIONS: '10',
          PASSWORD_ROUNDS: '1',
          SIGNING_KEYS: JSON.stringify({
            keys: [await signingKey('first', 'ES256'), await signingKey('second', 'EdDSA')],
          }),
          CODE_KEY: random(),
          SEED_KEY: random(),
          MAIL_API_KEY: random(),
          ADMIN_TOKEN: random(),
        },
      },
    }),
  ],
  test: {
    include: ['test/**/*.test.ts'],
    // The browser's have a configuration of their own.
    exclude: ['**/node_modules/**', 'test/browser/**'],
    globalSetup: [
      'mail',
      'providers',
      'openid',
      'old/services',
      'openapi',
      'commands',
      'deploying/deploy',
      'deploying/uploaded',
      'verifiers/index',
      'consumers',
      'turnstile/siteverify',
      'webhooks',
    ].map((name) => `./test/server/${name}.ts`),
    // Against what never ends: a busy machine is no failure, and whoever runs on in here meets the next test's storage.
    testTimeout: MOST,
    hookTimeout: MOST,
    teardownTimeout: MOST,
    // What a busy machine loses once; the run names each test that needed it.
    retry: process.env.CI ? 1 : 0,
    // A test that runs no assertion fails.
    expect: { requireAssertions: true },
    // One load of the modules for all files; the harness gives every test storage of its own.
    isolate: false,
    // All that it has of a file's modules goes to the worker as one message, which grows past what a WebSocket takes.
    fsModuleCache: false,
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
  },
}))
