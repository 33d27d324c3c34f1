import { readdir, readFile } from 'node:fs/promises'

/** The running workerd. */
export interface Runtime {
  /** Milliseconds of processor that its threads have used so far; null where the system has no /proc. */
  processorTime(): Promise<number | null>
  /** Bytes of memory that it holds; null where the system has no /proc. */
  memory(): Promise<number | null>
}

const NANOSECONDS = 1e-6

const read = (path: string) => readFile(path, 'utf8').catch(() => '')
const list = (path: string) => readdir(path).catch(() => [])

/** Whether the process is a workerd that `parent` started. */
async function isOwn(id: string, parent: number): Promise<boolean> {
  const [, name, given] = /\((.*)\) \S (\d+)/s.exec(await read(`/proc/${id}/stat`)) ?? []
  return name === 'workerd' && Number(given) === parent
}

export async function runtimeOf(parent: number): Promise<Runtime> {
  const ids = await list('/proc')
  const own = await Promise.all(ids.map((id) => isOwn(id, parent)))
  const id = ids.findLast((_, index) => own[index])
  return {
    async processorTime() {
      const threads = id === undefined ? [] : await list(`/proc/${id}/task`)
      // The first number is the time on a processor (Linux, sched-stats).
      const times = await Promise.all(
        threads.map(async (thread) =>
          Number.parseInt(await read(`/proc/${id}/task/${thread}/schedstat`), 10),
        ),
      )
      return times.length === 0 ? null : times.reduce((total, time) => total + time, 0) * NANOSECONDS
    },
    async memory() {
      const kibibytes = /^VmRSS:\s+(\d+)/m.exec(await read(`/proc/${id}/status`))?.[1]
      return kibibytes === undefined ? null : Number(kibibytes) * 1024
    },
  }
}
