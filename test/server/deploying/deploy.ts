import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from '../http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    deployServer: string
  }
}

/** Between the arguments of a call, in its line. */
const SEPARATOR = '\x1f'
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** What the stand-in makes of the worker. */
const BUNDLE = 'const long = "안녕"\n\nexport default { fetch: () => new Response(long) }\n'
const MAP = JSON.stringify({ version: 3, sources: ['../src/index.ts'], names: [], mappings: 'AAAA' })

/**
 * Notes how it was called, and ends as told: by the first words of the command, the exit code and what it says. A bundle
 * it writes, and what is uploaded it prints.
 */
const standIn = (calls: string, ends: Record<string, [number, string]>) => `#!/bin/sh
(IFS='${SEPARATOR}'; printf '%s\\n' "$*") >> ${quoted(calls)}
for outdir in "$@"; do :; done
case "$*" in
*--outdir=*) printf %s ${quoted(BUNDLE)} > "\${outdir#--outdir=}/index.js"
  printf %s ${quoted(MAP)} > "\${outdir#--outdir=}/index.js.map"; echo bundled ;;
*--no-bundle*) cat "$2" ;;
esac
case "$*" in
${Object.entries(ends)
  .map(([words, [code, says]]) => `${quoted(words)}*) printf %s ${quoted(says)} >&2; exit ${code} ;;`)
  .join('\n')}
esac
`

/** Wrangler's API, where nothing is. */
const emptyAccount = lastingServer((_, response) => {
  response.writeHead(404, { 'Content-Type': 'application/json' })
  const errors = [{ code: 7404, message: 'not found' }]
  response.end(JSON.stringify({ success: false, errors, messages: [], result: null }))
})

async function run(root: string, command: string, args: string[], env: Record<string, string>) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } })
  child.stdin.end()
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, out, errors }
}

interface Deploy {
  args: string[]
  ends: Record<string, [number, string]>
  env: Record<string, string>
}

/** The deploy script with a stand-in for wrangler's binary, and the steps that it took. */
async function deploy(root: string, { args, ends, env }: Deploy) {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
  try {
    const [binary, calls] = [join(folder, 'wrangler'), join(folder, 'calls')]
    writeFileSync(binary, standIn(calls, ends))
    chmodSync(binary, 0o700)
    writeFileSync(calls, '')
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const [, ...script] = scripts.deploy.split(' ')
    const result = await run(root, process.execPath, [...script, ...args], {
      ...{ PATH: `${folder}${delimiter}${process.env.PATH}`, CLOUDFLARE_ENV: '', ...env },
    })
    const lines = readFileSync(calls, 'utf8').split('\n').filter(Boolean)
    const scratch = /--outdir=(\/.+)/.exec(lines[0] ?? '')?.[1] ?? 'none'
    const steps = lines.map((line) => line.replaceAll(scratch, '<scratch>').split(SEPARATOR))
    return { ...result, steps, left: existsSync(scratch) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The real wrangler, on an account in which nothing is. */
const wrangler = (root: string, args: string[]) =>
  run(root, process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    ...{ CLOUDFLARE_ACCOUNT_ID: 'none', CLOUDFLARE_API_TOKEN: 'none', WRANGLER_SEND_METRICS: 'false' },
    ...{ CLOUDFLARE_API_BASE_URL: urlOf(emptyAccount), WRANGLER_HIDE_BANNER: 'true', CI: 'true' },
  })

const urlOf = (server: typeof emptyAccount) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** `POST /deploy` runs the script, `POST /wrangler` the real tool. */
export default async function deploys(project: TestProject) {
  const { root } = project.config
  const server = lastingServer(async (request, response) => {
    const given = JSON.parse(await text(request))
    const result = await (request.url === '/deploy' ? deploy(root, given) : wrangler(root, given.args))
    response.end(JSON.stringify(result))
  })
  for (const one of [server, emptyAccount]) {
    one.listen(0, '127.0.0.1')
    await new Promise((resolve) => one.once('listening', resolve))
  }
  project.provide('deployServer', urlOf(server))
  return () => [server, emptyAccount].forEach((one) => void one.close())
}
