interface CallFrame {
  functionName: string
  /** Of the script; empty for what the runtime has built in. */
  url: string
  lineNumber: number
  columnNumber: number
}

/** A processor profile (Chrome DevTools Protocol, `Profiler.Profile`). */
export interface Profile {
  nodes: { id: number; callFrame: CallFrame }[]
  samples: number[]
  /** Microseconds before each sample. */
  timeDeltas: number[]
}

const SAMPLED_EVERY = 200

interface Answer {
  id?: number
  result?: unknown
}

/** What one worker's isolate does while `work` goes on. */
export async function profileOf(
  port: number,
  worker: string,
  work: () => Promise<unknown>,
): Promise<Profile> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/core:user:${worker}`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  const asked = new Map<number, (result: unknown) => void>()
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as Answer
    if (id !== undefined) asked.get(id)?.(result)
  }
  const call = (method: string, params = {}) =>
    new Promise<unknown>((resolve) => {
      const id = asked.size
      asked.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params }))
    })

  await call('Profiler.enable')
  await call('Profiler.setSamplingInterval', { interval: SAMPLED_EVERY })
  await call('Profiler.start')
  await work()
  const { profile } = (await call('Profiler.stop')) as { profile: Profile }
  socket.close()
  return profile
}
