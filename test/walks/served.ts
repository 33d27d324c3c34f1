import { routesOf } from '../../src/openapi/routes.ts'
import { createService } from '../world/service.ts'

/** Every route of the service, as `POST /path`. */
export const SERVED = [...routesOf(createService()).keys()]
