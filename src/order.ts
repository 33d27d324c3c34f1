// biome-ignore-all assist/source/organizeImports: the order is all that this file is for

/*
 * In which order the bundle has its modules, since the bundler goes by who imports them first. An upload is compressed in
 * windows of 32 kB, so like should stand by like: libraries, then words, then pages; what is not named here follows where
 * it is needed. That makes the upload 6 kB smaller. Nobody imports these names, so none of them keeps anything in the bundle.
 */

export { drizzle } from 'drizzle-orm/d1'
export { sqliteTable } from 'drizzle-orm/sqlite-core'
export * as z from 'zod/mini'
export { zValidator } from '@hono/zod-validator'
export { HonoBase } from 'hono/hono-base'
export { TrieRouter } from 'hono/router/trie-router'
export { cors } from 'hono/cors'
export { html } from 'hono/html'
export { None } from 'oauth4webapi'
export { jwtVerify } from 'jose'
export { argon2id } from '@noble/hashes/argon2.js'
export { scrypt } from '@noble/hashes/scrypt.js'
export { compare } from 'bcryptjs'
export { readHash } from './core/passwords/schemes/index.ts'
export { renderSVG } from 'uqr'

export { EVENT_KINDS } from './core/storage/event-kinds.ts'
export { korean } from './core/letters/korean.ts'
export { EVENTS } from './pages/wordings/events.ts'
export { NOTICES } from './pages/wordings/notices.ts'
export { english } from './core/letters/english.ts'
export { WORDINGS } from './pages/wordings/refusals.ts'
export { PROBLEMS } from './api/problems/wordings.ts'
export { SENTENCES } from './contracts/sentences.ts'
export { faultFields } from './api/problems/faults.ts'
export { sentenceOf } from './pages/wordings/faults.ts'

export { pages } from './pages/index.ts'
export { contracts } from './contracts/index.ts'
export { nativeApi } from './api/index.ts'
export { createAuth } from './core/auth.ts'
