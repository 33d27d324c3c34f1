import { spawn } from 'node:child_process'
import { existsSync, statfsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const LONGEST_START = 300_000
const LONGEST_STOP = 10_000

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Memory in place of the disk, which D1 waits for at every write; null where there is little of it. */
function inMemory(): string | null {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return null
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 256 * 1024 * 1024 ? memory : null
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** `npm start` with these variables, at a port and with storage of its own. Throws where it does not come up in time. */
export async function startService(vars: Record<string, string>) {
  const port = await freePort()
  const storage = await mkdtemp(join(inMemory() ?? tmpdir(), 'munjigi-browser-'))
  const named = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const child = spawn(
    'npm',
    ['start', '--', '--port', String(port), '--persist-to', storage, '--log-level', 'error', ...named],
    // A group of its own, since npm's children outlive it otherwise.
    { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
  }
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal)
    } catch {
      // The whole group is gone.
    }
  }

  async function stop(): Promise<void> {
    kill('SIGTERM')
    await Promise.race([ended, pause(LONGEST_STOP)])
    kill('SIGKILL')
    await rm(storage, { recursive: true, force: true })
  }

  const origin = `http://localhost:${port}`
  const deadline = Date.now() + LONGEST_START
  for (;;) {
    const isUp = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(60_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return { origin, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`npm start did not come up:\n${said}`)
    }
    await pause(200)
  }
}
