import { Secret, TOTP } from 'otpauth'
import type { Account } from './model.ts'

const STEP = 30_000

export const stepNow = (): number => Math.floor(Date.now() / STEP)

export const codeAt = (seed: string, step: number): string =>
  new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: step * STEP })

/** The step of the next code that counts: this one's or the one after; null while both were used. */
export function nextStep({ factor }: Account): number | null {
  const step = Math.max((factor?.lastStep ?? 0) + 1, stepNow())
  return factor && step <= stepNow() + 1 ? step : null
}

/** A code of the right form that no step around now has. */
export function wrongCode(seed: string): string {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeAt(seed, stepNow() + steps))
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? ''
  )
}
