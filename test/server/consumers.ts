import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from './http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    consumersServer: string
  }
}

const COMPILERS: Record<string, string> = {
  5: '@tsd/typescript/typescript/lib/tsc.js',
  7: 'typescript/bin/tsc',
}

/** As strict as it gets, libraries included, but for those that come with TypeScript. */
const STRICT = {
  compilerOptions: {
    ...{
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom', 'dom.iterable'],
    },
    ...{
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      skipDefaultLibCheck: true,
    },
    ...{ allowImportingTsExtensions: true, noEmit: true, types: [] },
  },
}

interface Project {
  version: string
  files: Record<string, string>
  /** Those of the declarations in `types` that it has copied. */
  copied: string[]
  packages: string[]
}

/** All that the script says. */
const run = (...args: string[]): Promise<string> =>
  new Promise((resolve) =>
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, out, errors) =>
      resolve(out + errors || (error === null ? '' : String(error))),
    ),
  )

/** What the compiler says of a project of somebody else, in a folder outside this one; empty for nothing. */
async function compile(root: string, { version, files, copied, packages }: Project): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stranger-'))
  try {
    for (const name of copied) cpSync(join(root, 'types', name), join(folder, 'types', name))
    for (const [path, content] of Object.entries({ ...files, 'tsconfig.json': JSON.stringify(STRICT) })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    mkdirSync(join(folder, 'node_modules'))
    for (const name of packages)
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    const compiler = join(root, 'node_modules', COMPILERS[version] ?? '')
    return await run(compiler, '-p', folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `POST /` compiles a project; `GET /` is what `npm run types:client` would write. */
export default async function consumers(project: TestProject) {
  const { root } = project.config
  const server = lastingServer(async (request, response) => {
    if (request.method === 'POST') return response.end(await compile(root, JSON.parse(await text(request))))
    response.end(await run(join(root, 'types/make-client.ts'), '--print'))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  project.provide('consumersServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return () => void server.close()
}
