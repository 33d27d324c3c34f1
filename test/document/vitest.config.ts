import { defineConfig } from 'vitest/config'

/** Generated clients against the built worker, in Node: they are for programs that are no Workers. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['*.check.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
  },
})
