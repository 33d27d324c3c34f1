import { busking } from './busking.ts'
import type { Dialect } from './dialect.ts'
import { gateway } from './gateway.ts'
import { movieInCase } from './movie-in-case.ts'
import { ssafy } from './ssafy.ts'
import { transcendence } from './transcendence.ts'

/** Every contract this service speaks. */
export const dialects: Dialect[] = [movieInCase, transcendence, ssafy, busking, gateway]
