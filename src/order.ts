// biome-ignore-all assist/source/organizeImports: the order is all that this file is for

/*
 * In which order the bundle has its modules, since the bundler goes by who imports them first. An upload is compressed in
 * windows of 32 kB, so like should stand by like: libraries, then words, then pages; what is not named here follows where
 * it is needed. That makes the upload 9 kB smaller. Nobody imports these names, so none of them keeps anything in the bundle.
 */

export { SQLiteColumn } from 'drizzle-orm/sqlite-core/columns/common'
export { drizzle } from 'drizzle-orm/d1'
export { assertion } from './http/passkeys/credentials.ts'
export { jsx } from './http/jsx/jsx-runtime.ts'
export { isUpload } from './pages/engine/upload.ts'
export { placeOf } from './pages/engine/place.ts'
export { linesOf } from './core/transfer/split-lines.ts'
export { discover } from './core/identities/discovery.ts'
export { jwtVerify } from 'jose'
export { utf8 } from './core/crypto.ts'
export { readHash } from './core/passwords/schemes/index.ts'
export { renderSVG } from 'uqr'

export { brandStyle } from './pages/parts/brand.ts'
export { EVENT_KINDS } from './core/storage/event-kinds.ts'
export { korean } from './core/letters/korean.ts'
export { EVENTS } from './pages/wordings/events.ts'
export { ACTS } from './pages/console/acts.ts'
export { sentenceOf } from './pages/wordings/faults.ts'
export { faultFields } from './api/problems/faults.ts'
export { english } from './core/letters/english.ts'
export { WORDINGS } from './pages/wordings/refusals.ts'
export { PROBLEMS } from './api/problems/wordings.ts'

export { signUp } from './pages/sign-up/sign-up.tsx'
export { overview } from './pages/account/overview.tsx'
export { SENTENCES } from './contracts/sentences.ts'
export { secondFactor } from './pages/account/second-factor.tsx'
export { account } from './pages/console/account.tsx'
export { pages } from './pages/index.ts'
export { contracts } from './contracts/index.ts'
export { nativeApi } from './api/index.ts'
export { operations } from './api/operations.ts'

export { contextOf } from './deps.ts'
export { verifyAssertion } from './core/passkeys/ceremonies.ts'
export { reportStorage } from './core/operators/housekeeping.ts'
export { whatNeedsALook } from './core/operators/attention.ts'
export { newSeed } from './core/second-factor/totp.ts'
export { finishOAuth } from './core/identities/finish.ts'
export { listAllEvents } from './core/operators/event-list.ts'
export { createAuth } from './core/auth.ts'
