import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    convertServer: string
  }
}

/** Runs `npm run convert` as an operator does: `POST /` with its arguments and what is on its standard input. */
export default async function convert(project: TestProject) {
  const { root } = project.config
  const server = createServer(async (request, response) => {
    const { args, input } = JSON.parse(await text(request))
    const command = spawn(process.execPath, ['src/dev/convert.ts', ...args], { cwd: root })
    command.stdin.end(input)
    const ended = new Promise((resolve) => command.once('close', resolve))
    const [out, report] = await Promise.all([text(command.stdout), text(command.stderr)])
    response.end(JSON.stringify({ out, report, code: await ended }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  project.provide('convertServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return () => void server.close()
}
