import { busking } from '../contracts/busking/description.ts'
import { gateway } from '../contracts/gateway/description.ts'
import { movieInCase } from '../contracts/movie-in-case/description.ts'
import { ssafy } from '../contracts/ssafy/description.ts'
import { transcendence } from '../contracts/transcendence/description.ts'
import type { Description } from './describe.ts'
import { native } from './native/index.ts'
import { machines } from './native/machines.ts'
import { operators } from './native/operators.ts'

/** Every contract, described. */
export const descriptions: Description[] = [movieInCase, transcendence, ssafy, busking, gateway]

/** Every route of a service that speaks these contracts. */
export const describeService = (contracts = descriptions): Description[] => [
  native(contracts),
  operators,
  ...contracts,
  machines,
]
