import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { letsPass } from '../../src/core/flood.ts'
import { START } from '../world/harness.ts'

const AT_ONCE = 1100

test('a flood of one network is shed, and nobody else with it', async () => {
  const flood = Array.from({ length: AT_ONCE }, () => letsPass(env.FLOOD, 'sign-in:flood', START))

  const passed = (await Promise.all(flood)).filter(Boolean)

  expect(passed.length).toBe(1010)
  expect(await letsPass(env.FLOOD, 'sign-in:other', START)).toBe(true)
})

test('what comes ten times in a window is let pass before the shield is asked', async () => {
  let asked = 0
  const shield: RateLimit = {
    limit: async () => {
      asked++
      return { success: false }
    },
  }
  const comes = async (times: number, now: number) => {
    const answers: boolean[] = []
    for (let time = 0; time < times; time++) answers.push(await letsPass(shield, 'sign-in:often', now))
    return answers
  }

  expect(await comes(10, START)).toEqual(Array(10).fill(true))
  expect(await comes(2, START + 9999)).toEqual([false, false])
  expect(asked).toBe(2)
  expect(await comes(10, START + 10_000)).toEqual(Array(10).fill(true))
  expect(asked).toBe(2)
})
