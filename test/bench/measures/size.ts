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
  /** Each dependency, and what is left: the service's own code. */
  parts: Part[]
  features: Part[]
}

export interface Part {
  name: string
  /** Bytes by which the bundle shrinks without it. */
  minified: number
  /** The same of what is uploaded. */
  gzipped: number
}

const TARGET_KILOBYTES = 180
const OWN = 'own code'

/** The files without which the service would lack it. */
const FEATURES: Record<string, RegExp> = {
  'pages with the console': /\/src\/pages\//,
  'the console alone': /\/src\/pages\/console\//,
  passkeys: /\/src\/(core|http)\/passkeys\/|\/src\/(api|pages\/account)\/passkeys\.tsx?$/,
  'codes by mail and Turnstile':
    /\/(core\/sign-in\/by-code|pages\/sign-in\/code|turnstile|siteverify)\.tsx?$/,
  'imported hashes':
    /\/schemes\/(?!index|own|scheme\.)|\/bcryptjs\/|\/@noble\/hashes\/(argon2|blake2|_blake|scrypt|pbkdf2|legacy)\.js$/,
  'old services and takeover': /\/takeover\/|\/old-service\.ts$|\/(ask|takeover)\.ts$/,
  'import and export': /\/src\/core\/transfer\//,
  'sign-in at providers': /\/src\/core\/identities\/|\/src\/api\/oauth\.ts$|\/oauth4webapi\//,
  webhooks: /\/(standard-webhooks|webhooks|webhook-tries|outbox)\.ts$/,
}

const packageOf = (path: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? OWN

/** Empties the files: what they export is undefined. */
const leaveOut = (files: RegExp): Plugin => ({
  name: 'leave-out',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      if (!files.test(path)) return null
      if (path.includes('/node_modules/')) return { contents: 'module.exports = {}', loader: 'js' }
      const exported = (await readFile(path, 'utf8')).matchAll(
        /^export (?:async )?(?:function\*?|const|class) (\w+)/gm,
      )
      const contents = [...exported].map(([, name]) => `export const ${name} = undefined`).join('\n')
      return { contents, loader: 'js' }
    })
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
async function buildWithout(files?: RegExp) {
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
    plugins: files === undefined ? [aliases] : [aliases, leaveOut(files)],
  })
  const { code } = await minified(outputFiles[0]?.text ?? '')
  return { ...sizesOf(code), metafile }
}

export async function sizeOf({ code }: Bundle): Promise<Size> {
  const whole = await buildWithout()
  const bundled = new Set(Object.keys(whole.metafile.inputs).map(packageOf))
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  async function part(name: string, files: RegExp): Promise<Part> {
    const without = await buildWithout(files)
    return {
      name,
      minified: whole.minified - without.minified,
      gzipped: whole.gzipped - without.gzipped,
    }
  }
  const parts: Part[] = []
  for (const name of Object.keys(dependencies)) {
    if (bundled.has(name)) parts.push(await part(name, new RegExp(`/node_modules/${name}/`)))
  }
  const features: Part[] = []
  for (const [name, files] of Object.entries(FEATURES)) features.push(await part(name, files))
  const sizes = sizesOf(code)
  const own = (what: keyof typeof sizes) => parts.reduce((rest, part) => rest - part[what], sizes[what])
  return {
    ...sizes,
    target: TARGET_KILOBYTES,
    holds: sizes.gzipped <= TARGET_KILOBYTES * 1000,
    parts: [...parts, { name: OWN, minified: own('minified'), gzipped: own('gzipped') }].toSorted(
      (a, b) => b.gzipped - a.gzipped,
    ),
    features,
  }
}
