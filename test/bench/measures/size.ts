import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { unstable_readConfig } from 'wrangler'
import { minified } from '../../../src/dev/shrink.ts'
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
  /** Bytes by which the bundle shrinks without it. */
  minified: number
  /** The same of what is uploaded. */
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

const sizesOf = (code: string) => ({ minified: Buffer.byteLength(code), gzipped: gzipSync(code).length })

/** With the settings that wrangler gives esbuild, and made smaller as a deploy does it. */
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
  const { code } = await minified(outputFiles[0]?.text ?? '')
  return { ...sizesOf(code), metafile }
}

export async function sizeOf({ code }: Bundle): Promise<Size> {
  const whole = await buildWithout()
  const bundled = new Set(Object.keys(whole.metafile.inputs).map(packageOf))
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const parts: Part[] = []
  for (const name of Object.keys(dependencies)) {
    if (!bundled.has(name)) continue
    const without = await buildWithout(name)
    parts.push({
      name,
      minified: whole.minified - without.minified,
      gzipped: whole.gzipped - without.gzipped,
    })
  }
  const sizes = sizesOf(code)
  const own = (what: keyof typeof sizes) => parts.reduce((rest, part) => rest - part[what], sizes[what])
  return {
    ...sizes,
    target: TARGET_KILOBYTES,
    holds: sizes.gzipped <= TARGET_KILOBYTES * 1000,
    parts: [...parts, { name: OWN, minified: own('minified'), gzipped: own('gzipped') }].toSorted(
      (a, b) => b.gzipped - a.gzipped,
    ),
  }
}
