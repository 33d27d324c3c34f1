import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import hashes from '../vectors/imported-hashes.json' with { type: 'json' }

/* Imports ACCOUNTS accounts into the local server and out of it again, in a directory of its own; Linux only. */

const ACCOUNTS = Number(process.argv[2] ?? 100_000)
const PORT = process.argv[3] ?? '8797'
const root = fileURLToPath(new URL('../..', import.meta.url))
const base = `http://127.0.0.1:${PORT}`
const MEBIBYTE = 2 ** 20
const FIRST = 1000
/** The server adds these by itself, with hashes of their own. */
const DOCUMENTED = 5

interface Server {
  child: ChildProcess
  directory: string
  headers: Record<string, string>
}

async function start(): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'munjigi-import-'))
  const { signerKey, saltSeparator } = hashes.firebase
  const vars = [`FIREBASE_SIGNER_KEY:${signerKey}`, `FIREBASE_SALT_SEPARATOR:${saltSeparator}`]
  const args = [
    ...['src/dev/setup.ts', '--port', PORT, '--persist-to', directory, '--log-level', 'error'],
    ...vars.flatMap((text) => ['--var', text]),
  ]
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  for (let attempt = 0; attempt < 240; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const answered = await fetch(`${base}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    const token = parseEnv(readFileSync(join(root, '.dev.vars'), 'utf8')).ADMIN_TOKEN
    if (answered) return { child, directory, headers: { Authorization: `Bearer ${token}` } }
  }
  child.kill()
  throw new Error('the server did not start')
}

async function stop({ child, directory }: Server): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill()
  await ended
  rmSync(directory, { recursive: true })
}

/** Resident memory of the processes of workerd below the server, in MiB. */
function memory({ child }: Server): number {
  const parents = new Map<number, number>()
  const sizes = new Map<number, number>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      parents.set(Number(pid), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]))
      if (/^Name:\s+workerd/m.test(status))
        sizes.set(Number(pid), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024)
    } catch {
      // It ended meanwhile.
    }
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === child.pid || isOurs(parents.get(pid)))
  return [...sizes].filter(([pid]) => isOurs(pid)).reduce((sum, [, size]) => sum + size, 0)
}

const row = (at: number) => ({
  ...{
    id: FIRST + at,
    username: `user${at}`,
    email: `user${at}@example.org`,
    email_verified_at: '2020-01-01T00:00:00.000Z',
  },
  ...{
    nickname: `사용자 ${at}`,
    password_hash: `$pbkdf2-sha256$i=100000,r=6$${'A'.repeat(43)}$${String(at).padStart(43, 'A')}`,
  },
  ...{ password_changed_at: null, must_change_password: at % 10 === 0, disabled_at: null },
  created_at: new Date(Date.UTC(2020, 0) + at * 1000).toISOString(),
  ...{ second_factor: null, recovery_codes: [], identities: at % 5 === 0 ? [identity(at)] : [] },
})
const identity = (at: number) => ({
  provider: '42',
  subject: String(at),
  created_at: '2020-01-01T00:00:00.000Z',
})

function* lines(): Generator<Buffer> {
  for (let at = 0; at < ACCOUNTS; at += 100) {
    const part = Array.from({ length: Math.min(100, ACCOUNTS - at) }, (_, index) =>
      JSON.stringify(row(at + index)),
    )
    yield Buffer.from(`${part.join('\n')}\n`)
  }
}

async function send({ headers }: Server, body: RequestInit['body']): Promise<Record<string, unknown>[]> {
  const init = { method: 'POST', headers, body, duplex: 'half' }
  const reply = await fetch(`${base}/admin/accounts/import`, init as RequestInit)
  return (await reply.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** What was refused first, and the counts. */
const told = (report: object[]) =>
  [...report.slice(0, -1).slice(0, 3), report.at(-1)].map((line) => JSON.stringify(line)).join(' ')

const stream = (chunks: Iterable<Buffer>) =>
  Readable.toWeb(Readable.from(chunks)) as unknown as ReadableStream

/** Every line of the export, in its order; resolves to the SHA-256 of them all. */
async function receive({ headers }: Server, read: (line: string) => void): Promise<string> {
  const reply = await fetch(`${base}/admin/accounts/export?after=${DOCUMENTED}`, { headers })
  const digest = createHash('sha256')
  for await (const line of createInterface({ input: Readable.fromWeb(reply.body as never) })) {
    digest.update(`${line}\n`)
    read(line)
  }
  return digest.digest('hex')
}

async function signIn(login: string, password: string): Promise<string> {
  const startedAt = performance.now()
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ login, password, use: 'token' })
  const { status } = await fetch(`${base}/v1/sessions`, { method: 'POST', headers, body })
  return `${status} in ${Math.round(performance.now() - startedAt)} ms`
}

async function schemes(server: Server): Promise<void> {
  const rows = hashes.vectors.map(({ hash }, at) => ({ username: `scheme${at}`, password_hash: hash }))
  console.log('schemes', told(await send(server, rows.map((one) => JSON.stringify(one)).join('\n'))))
  for (const [at, { scheme, password }] of hashes.vectors.entries()) {
    const login = `scheme${at}`
    const wrong = await signIn(login, `${password}!`)
    const right = await signIn(login, password)
    const again = await signIn(login, password)
    console.log(`${scheme}: wrong ${wrong}, right ${right}, again ${again}`)
  }
  let upgraded = 0
  await receive(server, (line) => {
    const { username, password_hash } = JSON.parse(line)
    if (/^scheme/.test(username) && password_hash.startsWith('$pbkdf2-sha256$i=100000,r=6$')) upgraded++
  })
  console.log(`upgraded: ${upgraded} of ${rows.length}`)
}

async function timed<T>(title: string, server: Server, work: () => Promise<T>): Promise<T> {
  const before = memory(server)
  const samples: number[] = []
  const timer = setInterval(() => samples.push(memory(server)), 250)
  const startedAt = performance.now()
  const result = await work()
  clearInterval(timer)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const tenths = Array.from({ length: 10 }, (_, at) =>
    Math.round(samples[Math.floor((at * samples.length) / 10)] ?? 0),
  )
  const figures = `before ${Math.round(before)}, through ${tenths.join(' ')}, most ${Math.round(Math.max(...samples))}`
  console.log(`${title}: ${seconds} s; workerd MiB: ${figures}, after ${Math.round(memory(server))}`)
  return result
}

const servers: Server[] = []
try {
  const first = await start()
  servers.push(first)
  const size = [...lines()].reduce((sum, { length }) => sum + length, 0)
  console.log(`${ACCOUNTS} accounts, ${(size / MEBIBYTE).toFixed(1)} MiB`)
  const report = await timed('import', first, () => send(first, stream(lines())))
  console.log(told(report))
  console.log(told(await timed('the same again', first, () => send(first, stream(lines())))))
  await schemes(first)

  let [right, wrong] = [0, 0]
  const exported: Buffer[] = []
  const digest = await timed('export', first, () =>
    receive(first, (line) => {
      exported.push(Buffer.from(`${line}\n`))
      const { id } = JSON.parse(line)
      if (id < FIRST || id >= FIRST + ACCOUNTS) return
      if (line === JSON.stringify(row(id - FIRST))) right++
      else wrong++
    }),
  )
  console.log(`rows: ${right} right, ${wrong} wrong`)
  await stop(servers.pop() as Server)

  const second = await start()
  servers.push(second)
  console.log('import of the export', told(await send(second, stream(exported))))
  const copy = await receive(second, () => {})
  console.log(`the export of the import is ${copy === digest ? 'the same to the byte' : 'another'}: ${copy}`)
} finally {
  for (const server of servers) await stop(server)
}
