import { everyRouteOf } from '../../src/openapi/routes.ts'
import { createService } from '../world/service.ts'

/** Every route of the service, pages included, as `POST /path`. */
export const SERVED = [...everyRouteOf(createService()).keys()]
