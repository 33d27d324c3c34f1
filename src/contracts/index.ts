import { busking } from './busking/routes.ts'
import type { Dialect } from './engine.ts'
import { gateway } from './gateway/routes.ts'
import { movieInCase } from './movie-in-case/routes.ts'
import { ssafy } from './ssafy/routes.ts'
import { transcendence } from './transcendence/routes.ts'

/** Every contract this service speaks. */
export const dialects: Dialect[] = [movieInCase, transcendence, ssafy, busking, gateway]
