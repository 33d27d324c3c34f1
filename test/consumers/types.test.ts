/// <reference types="vite/types/importMeta.d.ts" />
import { describe, expect, inject, test } from 'vitest'
import type {} from '../server/consumers.ts'

const texts = import.meta.glob<string>(
  ['../../src/{api,openapi}/README.md', '../../types/client.d.ts', './stranger/worker.ts'],
  { query: '?raw', eager: true, import: 'default' },
)

/** The examples in TypeScript of a page, from the folder in which `types` lies. */
const examples = (page: string) =>
  [...(texts[page] ?? '').matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)

const client = examples('../../src/openapi/README.md')
const services = examples('../../src/api/README.md').filter((code) => code.includes('AuthService'))

interface Project {
  files: Record<string, string>
  copied: string[]
  packages?: string[]
}

const compile = async (version: string, { packages = [], ...given }: Project) => {
  const project = { method: 'POST', body: JSON.stringify({ version, packages, ...given }) }
  return (await fetch(inject('consumersServer'), project)).text()
}

const WRONG_CLIENT = `import { hc } from 'hono/client'
import type { NativeApi } from './types/client.d.ts'

const { v1 } = hc<NativeApi>('https://auth.example.com')
v1.sessions.$post({ json: { login: 7, password: '', use: 'cookie' } })
`
const WRONG_SERVICE = `import type { AuthService } from './types/auth.d.ts'

declare const AUTH: AuthService
export const account = async () => (await AUTH.verifyToken('')).account
`

describe.each(['5', '7'])('in a strict project of somebody else, TypeScript %s', (version) => {
  test('takes the declarations of the entrypoint with nothing installed', async () => {
    const worker = texts['./stranger/worker.ts'] ?? ''
    const own = Object.fromEntries(services.map((code, at) => [`example-${at}.ts`, code]))
    const files = { 'test/consumers/stranger/worker.ts': worker, ...own }
    expect(Object.keys(files).length).toBeGreaterThan(1)
    expect(await compile(version, { files, copied: ['auth.d.ts'] })).toBe('')
  })

  test('takes those of the typed client with Hono alone', async () => {
    const files = Object.fromEntries(client.map((code, at) => [`example-${at}.ts`, code]))
    expect(Object.keys(files)).toHaveLength(1)
    expect(await compile(version, { files, copied: ['client.d.ts'], packages: ['hono'] })).toBe('')
  })

  test('refuses what they do not declare', async () => {
    const files = { 'client.ts': WRONG_CLIENT, 'service.ts': WRONG_SERVICE }
    const copied = ['auth.d.ts', 'client.d.ts']
    const faults = await compile(version, { files, copied, packages: ['hono'] })
    expect(faults).toContain('client.ts(5,')
    expect(faults).toContain("Type 'number' is not assignable to type 'string'")
    expect(faults).toContain('service.ts(4,')
    expect(faults).toContain("Property 'account' does not exist on type")
    expect(faults.match(/error TS/g)).toHaveLength(2)
  })
})

test('the declarations are those of the routes: npm run types:client', async () => {
  const reply = await fetch(inject('consumersServer'))
  expect(texts['../../types/client.d.ts']).toBe(await reply.text())
})
