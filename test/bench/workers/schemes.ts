import { readHash } from '../../../src/core/passwords/schemes/index.ts'
import { derive } from '../../../src/core/passwords/schemes/own.ts'
import { isScheme } from '../../../src/core/passwords/schemes/scheme.ts'
import type { Measured } from '../measures/worth.ts'

const PASSWORD = 'moonlight sonata'
const NATIVE = { iterations: 100_000, rounds: 1 }

/** In local workerd the clock goes on while code runs. */
async function clocked(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

export default {
  async fetch(request: Request): Promise<Response> {
    const scheme = readHash(await request.text(), null)
    if (scheme === null || !isScheme(scheme)) return new Response(null, { status: 400 })
    const native = await clocked(() => derive(crypto, PASSWORD, new Uint8Array(32), NATIVE))
    const took = await clocked(() => scheme.verify(crypto, PASSWORD))
    return Response.json({ took, worth: scheme.iterations(PASSWORD), native } satisfies Measured)
  },
}
