import { absent } from './absent.ts'

/** Of Hono: applications of others below a path, and its own reading of forms, in whose place the validator's is used. */
export { absent as createMountedRequest, absent as parseBody }
