import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import type { Stage } from '../../bench/stage/stage.ts'
import { lastingServer } from '../http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    uploadedServer: string
  }
}

/** What `npm run deploy -- --dry-run` says, and puts into the folder: the worker as it is uploaded. */
async function deployDry(root: string, folder: string) {
  const child = spawn(process.execPath, ['src/dev/deploy.ts', '--dry-run', `--outdir=${folder}`], {
    cwd: root,
    env: {
      ...{ ...process.env, CLOUDFLARE_ENV: '', WRANGLER_SEND_METRICS: 'false', CI: 'true', NO_COLOR: '1' },
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
    },
  })
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { out, errors }
}

/** A worker for each algorithm of tokens, named by it, and a stranger that calls the first one's entrypoint. */
async function start(root: string, folder: string, vars: Record<string, string>) {
  // Loaded here: of all who begin a run of tests few need it.
  const { ALGORITHMS, signingKeys } = await import('../../bench/stage/signing.ts')
  const { stage } = await import('../../bench/stage/stage.ts')
  const said = await deployDry(root, join(folder, 'upload'))
  const file = join(folder, 'upload/index.js')
  const bundle = { file, code: readFileSync(file, 'utf8'), map: '' }
  const stranger = join(root, 'test/consumers/stranger/worker.ts')
  const code = stripTypeScriptTypes(readFileSync(stranger, 'utf8'))
  const keys = await signingKeys()
  const world = await stage(join(folder, 'state'), [
    ...ALGORITHMS.map((name) => ({ name, bundle, database: name, vars: { ...vars, ...keys[name] } })),
    {
      ...{
        name: 'stranger',
        bundle: { file: stranger.replace(/ts$/, 'js'), code, map: '' },
        database: 'none',
      },
      services: { AUTH: { name: ALGORITHMS[0] as string, entrypoint: 'Auth' } },
    },
  ])
  const urls = Object.fromEntries([...ALGORITHMS, 'stranger'].map((name) => [name, world.url(name).origin]))
  return { world, told: { ...said, urls } }
}

/** `POST /` with variables starts the worker that a deploy uploads, in a workerd of its own, once: where it listens. */
export default async function uploaded(project: TestProject) {
  const { root } = project.config
  const folder = mkdtempSync(join(tmpdir(), 'uploaded-'))
  let started: Promise<{ world: Stage; told: object }> | undefined
  const server = lastingServer(async (request, response) => {
    const vars = JSON.parse(await text(request))
    started ??= start(root, folder, vars)
    const answer = await started.then(({ told }) => told).catch((error) => ({ errors: String(error.stack) }))
    response.end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  project.provide('uploadedServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.close()
    await (await started?.catch(() => undefined))?.world[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  }
}
