import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { unstable_readConfig } from 'wrangler'
import { type Bundle, root } from '../stage/bundle.ts'

export interface Size {
  /** Bytes, as uploaded. */
  minified: number
  gzipped: number
  /** Kilobytes of 1000 bytes, gzipped. */
  target: number
  holds: boolean
  parts: Part[]
}

export interface Part {
  /** A dependency, or the service's own code. */
  name: string
  /** Bytes that it takes in the bundle. */
  minified: number
  /** Bytes by which the upload shrinks without it. */
  gzipped: number
}

const TARGET_KILOBYTES = 180
const OWN = 'own code'

const packageOf = (path: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? OWN

const leaveOut = (name: string): Plugin => ({
  name: 'leave-out',
  setup({ onLoad }) {
    const file = new RegExp(`/node_modules/${name}/.*\\.[cm]?js$`)
    onLoad({ filter: file }, () => ({ contents: 'module.exports = {}', loader: 'js' }))
  },
})

/** As wrangler reads `[alias]`: a module is replaced wherever it is imported in these very words. */
const aliases: Plugin = {
  name: 'aliases',
  setup({ onResolve }) {
    const { alias = {} } = unstable_readConfig(
      { config: join(root, 'wrangler.toml') },
      { hideWarnings: true },
    )
    onResolve({ filter: /./ }, ({ path }) => {
      const instead = alias[path]
      return instead === undefined ? null : { path: join(root, instead) }
    })
  },
}

/** With the settings that wrangler gives esbuild. */
async function buildWithout(name?: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'src/index.ts')],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'error',
    plugins: name === undefined ? [aliases] : [aliases, leaveOut(name)],
  })
  const [file] = outputFiles
  return { gzipped: gzipSync(file?.contents ?? '').length, metafile }
}

export async function sizeOf({ code }: Bundle): Promise<Size> {
  const whole = await buildWithout()
  const minified = new Map<string, number>()
  for (const { inputs } of Object.values(whole.metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      minified.set(packageOf(path), (minified.get(packageOf(path)) ?? 0) + bytesInOutput)
    }
  }
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const names = Object.keys(dependencies).filter((name) => minified.has(name))
  const parts = await Promise.all(
    names.map(async (name) => {
      const { gzipped } = await buildWithout(name)
      return { name, minified: minified.get(name) ?? 0, gzipped: whole.gzipped - gzipped }
    }),
  )
  const gzipped = gzipSync(code).length
  const own = gzipped - parts.reduce((total, part) => total + part.gzipped, 0)
  return {
    minified: Buffer.byteLength(code),
    gzipped,
    target: TARGET_KILOBYTES,
    holds: gzipped <= TARGET_KILOBYTES * 1000,
    parts: [...parts, { name: OWN, minified: minified.get(OWN) ?? 0, gzipped: own }].toSorted(
      (a, b) => b.gzipped - a.gzipped,
    ),
  }
}
