import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, parseEnv } from 'node:util'
import { random, secrets } from './secrets.ts'
import { undeclaredVars, withQueue } from './undeclared-vars.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const varsFile = join(root, '.dev.vars')

/** What local development sets in place of wrangler.toml's values and of real secrets. */
const localVars: Record<string, () => string | Promise<string>> = {
  // On another port src/dev/entry.ts puts that in its place.
  ISSUER: () => 'http://localhost:8787',
  AUDIENCE: () => 'http://localhost:8787/api',
  MAIL_API_URL: () => 'mailbox:',
  MAIL_API_KEY: random,
  ...secrets,
}

/** Makes `.dev.vars`, or adds to it what it lacks; a value that is there stays. */
async function completeVars(): Promise<void> {
  const exists = existsSync(varsFile)
  const text = exists ? readFileSync(varsFile, 'utf8') : ''
  const present = parseEnv(text)
  const lines: string[] = []
  for (const [name, make] of Object.entries(localVars)) {
    if (!present[name]) lines.push(`${name}='${await make()}'\n`)
  }
  if (lines.length === 0) return

  const draft = `${varsFile}.${process.pid}`
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  writeFileSync(draft, `${text}${gap}${lines.join('')}`, { mode: 0o600 })
  try {
    // Two servers may start at once: the keys of the first stay, since accounts are already sealed under them.
    if (exists) renameSync(draft, varsFile)
    else linkSync(draft, varsFile)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return completeVars()
  } finally {
    rmSync(draft, { force: true })
  }
}

const environment = {
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  // Without its banner wrangler does not ask the registry for a newer version either.
  WRANGLER_HIDE_BANNER: 'true',
  ...process.env,
}
let running: ChildProcess | undefined
let stopping = false

/** Resolves to the exit code. With `output` it asks nothing, and what it says is kept there. */
function wrangler(args: string[], output?: string[]): Promise<number> {
  const bin = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: root,
    env: output ? { ...environment, CI: 'true' } : environment,
    stdio: output ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  running = child
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output?.push(text))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

function stop(): void {
  stopping = true
  running?.kill('SIGTERM')
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
// npm hands a signal to its shell, which may end without passing it on: then the parent is gone.
const parent = process.ppid
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 500).unref()

/** Brings the local database up to date. Resolves to the exit code. */
async function migrate(persist: string[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const output: string[] = []
    const command = ['d1', 'migrations', 'apply', 'DB', '--local', ...persist]
    const code = await wrangler(command, output)
    if (code === 0 || stopping) return code
    // Another server may be starting on the same database.
    const contended = /SQLITE_BUSY|already exists|UNIQUE constraint/.test(output.join(''))
    if (!contended || attempt === 3) {
      console.error(output.join(''))
      return code
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
    if (stopping) return code
  }
}

const args = process.argv.slice(2)
const { values } = parseArgs({
  args,
  strict: false,
  options: {
    port: { type: 'string' },
    'inspector-port': { type: 'string' },
    'persist-to': { type: 'string' },
  },
})

await completeVars()
const persist = typeof values['persist-to'] === 'string' ? ['--persist-to', values['persist-to']] : []
const migrated = await migrate(persist)
if (migrated !== 0 || stopping) process.exit(migrated)

const vars = readFileSync(varsFile, 'utf8')
const toml = readFileSync(join(root, 'wrangler.toml'), 'utf8')

const port = typeof values.port === 'string' ? values.port : '8787'
const defaults = [
  ...(values.port === undefined ? ['--port', port] : []),
  ...(values['inspector-port'] === undefined ? ['--inspector-port', '0'] : []),
  ...(Number(port) > 0 ? ['--var', `DEV_PORT:${port}`] : []),
  ...undeclaredVars(parseEnv(vars), toml),
]

/** Where webhooks are asked for, a configuration with their queue. What a `-c` names is taken as it is. */
function configWithQueue(): string[] {
  const isAsked = /^WEBHOOK_URL=.*\w/m.test(vars) || args.some((arg) => /^WEBHOOK_URL:./.test(arg))
  if (!isAsked || args.some((arg) => /^(-c|--config)(=|$)/.test(arg))) return []
  const file = join(root, '.wrangler.local.toml')
  writeFileSync(file, withQueue(toml))
  return ['--config', file]
}

const here = Number(port) > 0 ? `http://localhost:${port}` : ''
console.log(`Sign in at ${here}/sign-in, sign up at ${here}/sign-up`)
console.log(`Mail that is sent here can be read at ${here}/dev/mailbox`)
process.exitCode = await wrangler(['dev', 'src/dev/entry.ts', ...configWithQueue(), ...defaults, ...args])
