import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { shrink } from '../../../src/dev/shrink.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url).href)

const run = promisify(execFile)
const environment = {
  ...process.env,
  CI: 'true',
  FORCE_COLOR: '0',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}

/** What it prints; throws when it fails. */
export async function wrangler(...args: string[]): Promise<string> {
  const bin = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const { stdout } = await run(process.execPath, [bin, ...args], { cwd: root, env: environment })
  return stdout
}

export interface Bundle {
  /** The file's own path. */
  file: string
  code: string
  /** Source map (ECMA-426), as JSON. */
  map: string
}

/** The worker as a deploy uploads it, by wrangler.toml: `main` is src/index.ts where it is left out. */
export async function bundle(outdir: string, main?: string): Promise<Bundle> {
  await wrangler('deploy', ...(main ? [main] : []), '--dry-run', '--outdir', outdir)
  const file = await shrink(outdir)
  return { file, code: await readFile(file, 'utf8'), map: await readFile(`${file}.map`, 'utf8') }
}
