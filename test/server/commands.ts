import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from './http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    commands: string
  }
}

const SCRIPTS: Record<string, string> = { convert: 'convert.ts', takeover: 'takeover/index.ts' }

/** Runs a script as an operator does by `npm run`: `POST /:script` with its arguments and what is on its standard input. */
export default async function commands(project: TestProject) {
  const { root } = project.config
  const server = lastingServer(async (request, response) => {
    const name = request.url?.slice(1) ?? ''
    const { args, input } = JSON.parse(await text(request))
    const command = spawn(process.execPath, [`src/dev/${SCRIPTS[name]}`, ...args], { cwd: root })
    command.stdin.end(input)
    const ended = new Promise((resolve) => command.once('close', resolve))
    const [out, report] = await Promise.all([text(command.stdout), text(command.stderr)])
    response.end(JSON.stringify({ out, report, code: await ended }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  project.provide('commands', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return () => void server.close()
}
