import type { Random } from '../random.ts'
import type { Act } from './act.ts'
import { acts as checks } from './checks.ts'
import { acts as endings } from './endings.ts'
import { acts as malformed } from './malformed.ts'
import { acts as passwords } from './passwords.ts'
import { acts as refreshes } from './refreshes.ts'
import { acts as resets } from './resets.ts'
import { acts as secondFactors } from './second-factors.ts'
import { acts as signIns } from './sign-ins.ts'
import { acts as signUps } from './sign-ups.ts'

const ACTS: Act[] = [
  ...[signIns, checks, refreshes, secondFactors, endings, passwords, resets, signUps, malformed].flat(),
]
const TOTAL = ACTS.reduce((sum, { weight }) => sum + weight, 0)

export function drawAct(random: Random): Act {
  let left = random.share() * TOTAL
  return ACTS.find(({ weight }) => {
    left -= weight
    return left < 0
  }) as Act
}
