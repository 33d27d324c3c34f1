import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Milliseconds: against what never ends. */
const MOST = 300_000

export default defineConfig({
  root,
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: './test/browser/world/setup.ts',
    // One service and one browser for all files, one after the other: limits count all of them as one network.
    fileParallelism: false,
    isolate: false,
    testTimeout: MOST,
    hookTimeout: MOST,
    teardownTimeout: MOST,
    // What a busy machine loses once; a second time it is the service's.
    retry: process.env.CI ? 1 : 0,
    expect: { requireAssertions: true, poll: { timeout: 60_000, interval: 100 } },
  },
})
