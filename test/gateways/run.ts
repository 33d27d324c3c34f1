import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { checks } from './checks.ts'
import { signIn, untilAnswering } from './client.ts'
import { type Gateway, gateways, isInstalled } from './gateways.ts'

/*
 * `npm run test:gateways`: the README's snippets in real gateways, in front of a page, against `npm start`.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What is behind the gateway: it tells what it was sent. */
const page = createServer(async (request, response) => {
  const { url, headers } = request
  const header = (name: string) => headers[name]
  const told = { page: 'the page', url, body: await text(request) }
  response.end(
    JSON.stringify({
      ...told,
      account: header('x-auth-account'),
      session: header('x-auth-session'),
      contract: header('x-auth-contract'),
    }),
  )
})

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** One that is free now. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

const children: ChildProcess[] = []
const folder = mkdtempSync(join(tmpdir(), 'gateways-'))

async function tryOut(gateway: Gateway, port: number, auth: number, pagePort: number): Promise<number> {
  const place = { folder, port, auth: `http://localhost:${auth}`, page: `http://127.0.0.1:${pagePort}` }
  children.push(gateway.start(place))
  await untilAnswering(port, '/')
  const scene = {
    ...{ port, issuer: place.auth },
    full: await signIn(auth, 'busking123', 'securepassword@'),
    restricted: await signIn(auth, 'testuser', '111111'),
    pending: await signIn(auth, 'pong42', 'pongpong42'),
  }
  let failed = 0
  for (const [title, check] of Object.entries(checks)) {
    try {
      await check(scene)
      console.log(`ok      ${gateway.name}: ${title}`)
    } catch (error) {
      failed += 1
      console.log(`FAILED  ${gateway.name}: ${title}\n${error}`)
    }
  }
  return failed
}

try {
  const present = gateways.filter((gateway) => {
    const { name, package: debian } = gateway
    if (isInstalled(gateway)) return true
    const hint = debian === null ? '' : `; apt-get install ${debian} has it`
    console.log(`skipped ${name}: it is not installed here${hint}`)
    return false
  })
  if (present.length > 0) {
    const [auth, pagePort] = [await freePort(), await portOf(page)]
    const ports = await Promise.all(present.map(freePort))
    const origins = ports.map((port) => `http://localhost:${port}`).join(' ')
    const args = ['--port', String(auth), '--persist-to', folder, '--var', `ALLOWED_ORIGINS:${origins}`]
    children.push(
      spawn(process.execPath, ['src/dev/setup.ts', ...args, '--log-level', 'error'], {
        ...{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
      }),
    )
    await untilAnswering(auth, '/health', 200)
    for (const [at, gateway] of present.entries()) {
      const failed = await tryOut(gateway, ports[at] ?? 0, auth, pagePort)
      if (failed > 0) process.exitCode = 1
    }
  }
} finally {
  const ended = children.map((child) => once(child, 'close'))
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(ended)
  page.close()
  rmSync(folder, { recursive: true })
}
