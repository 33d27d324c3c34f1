import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What all connections send, in turn. */
export interface Sent {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: object
}

const text = (value: string) => JSON.stringify(value)

/** Each request has an address of its own, so that no limit of a network is what is measured. */
const scriptOf = (all: Sent[]) => `
local all = {
${all
  .map(({ method, path, headers, body }) => {
    const fields = Object.entries(headers).map(([name, value]) => `[${text(name)}] = ${text(value)}`)
    return `  { ${text(method)}, ${text(path)}, { ${fields.join(', ')} }, ${body ? text(JSON.stringify(body)) : 'nil'} },`
  })
  .join('\n')}
}
local at = 0
request = function()
  local one = all[at % #all + 1]
  at = at + 1
  one[3]["CF-Connecting-IP"] = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(0, 255))
  return wrk.format(one[1], one[2], one[3], one[4])
end
`

/**
 * Requests a second that wrk gets answered: one thread, eight connections. Throws where one is answered by anything
 * but success.
 */
export async function throughput(directory: string, url: URL, all: Sent[], seconds: number): Promise<number> {
  const script = join(directory, 'requests.lua')
  await writeFile(script, scriptOf(all))
  const { stdout } = await run('wrk', [
    '-t1',
    '-c8',
    `-d${seconds}s`,
    '--timeout',
    '20s',
    '-s',
    script,
    url.origin,
  ])
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
}
