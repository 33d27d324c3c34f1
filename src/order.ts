// biome-ignore-all assist/source/organizeImports: the order is all that this file is for

/*
 * In which order the bundle has its modules, since the bundler goes by who imports them first. An upload is compressed in
 * windows of 32 kB, so like should stand by like: libraries, then words, then pages; what is not named here follows where
 * it is needed. That makes the upload 6 kB smaller. Nobody imports these names, so none of them keeps anything in the bundle.
 */

export { SQLiteColumn } from 'drizzle-orm/sqlite-core/columns/common'
export { drizzle } from 'drizzle-orm/d1'
export * as z from 'zod/mini'
export { html } from 'hono/html'
export { isUpload } from './pages/engine/upload.ts'
export { placeOf } from './pages/engine/place.ts'
export { ProviderFailure } from './core/identities/provider-fetch.ts'
export { FILES } from './pages/engine/assets.ts'
export { jwtVerify } from 'jose'
export { base64 } from './core/passwords/schemes/encodings.ts'
export { readHash } from './core/passwords/schemes/index.ts'
export { renderSVG } from 'uqr'

export { EVENT_KINDS } from './core/storage/event-kinds.ts'
export { korean } from './core/letters/korean.ts'
export { SENTENCES } from './contracts/sentences.ts'
export { EVENTS } from './pages/wordings/events.ts'
export { english } from './core/letters/english.ts'
export { sentenceOf } from './pages/wordings/faults.ts'
export { faultFields } from './api/problems/faults.ts'
export { WORDINGS } from './pages/wordings/refusals.ts'
export { PROBLEMS } from './api/problems/wordings.ts'

export { pages } from './pages/index.ts'
export { contracts } from './contracts/index.ts'
export { nativeApi } from './api/index.ts'
export { operations } from './api/operations.ts'
export { contextOf } from './deps.ts'
export { verifyAssertion } from './core/passkeys/ceremonies.ts'
export { reportStorage } from './core/operators/housekeeping.ts'
export { whatNeedsALook } from './core/operators/attention.ts'
export { createAuth } from './core/auth.ts'
