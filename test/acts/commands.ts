import { inject } from 'vitest'
import type {} from '../server/commands.ts'

interface Run {
  out: string
  report: string
  code: number
}

/** `npm run <script>`, with these arguments and this on its standard input. */
export async function run(script: 'convert' | 'takeover', args: string[], input = ''): Promise<Run> {
  const reply = await fetch(`${inject('commands')}/${script}`, {
    method: 'POST',
    body: JSON.stringify({ args, input }),
  })
  return reply.json()
}
