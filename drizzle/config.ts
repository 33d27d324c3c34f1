import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/db/schema.ts', './src/db/takeover.ts', './src/db/passkeys.ts'],
  out: './drizzle',
})
