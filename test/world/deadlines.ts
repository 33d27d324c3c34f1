import { onTestFinished, vi } from 'vitest'

interface Patient {
  byTheClock?: typeof AbortSignal.timeout
}

/** Longer than any machine is busy. */
const PATIENCE = 100
const { byTheClock = AbortSignal.timeout } = AbortSignal.timeout as Patient
const patient = (milliseconds: number) => byTheClock.call(AbortSignal, milliseconds * PATIENCE)
/** In all tests, so that whoever answers is in time on a busy machine too. */
AbortSignal.timeout = Object.assign(patient, { byTheClock })

const { fetch: realFetch } = globalThis

function replace(timeout: typeof AbortSignal.timeout): void {
  const replaced = vi.spyOn(AbortSignal, 'timeout').mockImplementation(timeout)
  onTestFinished(() => void replaced.mockRestore())
}

/** Until the end of this test, in which nobody answers who is asked over the network, deadlines are as they are. */
export const realDeadlines = () => replace((milliseconds) => byTheClock.call(AbortSignal, milliseconds))

/**
 * Until the end of this test the n-th deadline, from 1, passes when `isDue` says so, and not by the clock: who is not
 * to answer is given up on once it was asked, however slow the machine. Returns how long each would have been.
 */
export function deadlines(isDue: (nth: number) => Promise<boolean>): number[] {
  const lengths: number[] = []
  let isOver = false
  onTestFinished(() => {
    isOver = true
  })
  async function pass(deadline: AbortController, nth: number) {
    while (!(await isDue(nth))) {
      if (isOver) return
      await scheduler.wait(5)
    }
    deadline.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
  }
  replace((milliseconds) => {
    const deadline = new AbortController()
    void pass(deadline, lengths.push(milliseconds))
    return deadline.signal
  })
  return lengths
}

/** Counts the calls with a deadline whose answers have begun. */
export function answersBegun(): () => number {
  let count = 0
  const counting: typeof fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const response = await realFetch(input, init)
    if (init?.signal) count += 1
    return response
  }
  const spied = vi.spyOn(globalThis, 'fetch').mockImplementation(counting)
  onTestFinished(() => void spied.mockRestore())
  return () => count
}
