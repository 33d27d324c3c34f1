import { busking } from './busking/routes.ts'
import type { Contract } from './contract.ts'
import { gateway } from './gateway/routes.ts'
import { movieInCase } from './movie-in-case/routes.ts'
import { ssafy } from './ssafy/routes.ts'
import { transcendence } from './transcendence/routes.ts'

/** Every contract that this service speaks. */
export const contracts: Contract[] = [movieInCase, transcendence, ssafy, busking, gateway]
