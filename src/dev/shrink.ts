import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { minify, type SourceMapOptions } from 'terser'

/**
 * What drizzle calls its classes, for telling them apart where there are two copies of it: nothing reads that here
 * (src/left-out/entity.ts).
 */
const KINDS = /static\[\w+\]="[\w.]+";?/g
/** As long as what it takes the place of, so that the source map stays right. */
const blank = (text: string) => ' '.repeat(text.length)

/**
 * What wrangler's bundler has minified already, once more by terser: 8 kB less of 188, since it gives names that compress
 * better, and leaves Korean in UTF-8. No option of it here is one that it calls unsafe.
 */
export async function minified(code: string, sourceMap: SourceMapOptions | false = false) {
  // Constants stay where they stand elsewhere, too; and functions where they are, for each that is moved into the one that
  // calls it is parsed once more at the start.
  const compress = {
    passes: 2,
    lhs_constants: false,
    reduce_funcs: false,
    inline: 1,
    sequences: false,
    arrows: false,
  }
  const small = await minify(code.replace(KINDS, blank), {
    module: true,
    compress,
    format: { quote_style: 1 },
    sourceMap,
  })
  return { code: small.code ?? '', map: String(small.map ?? '') }
}

/** Minifies the bundle and the source map that `wrangler deploy --outdir` has put into the folder: the bundle's file. */
export async function shrink(folder: string): Promise<string> {
  const url = (await readdir(folder)).find((name) => name.endsWith('.js.map')) ?? 'index.js.map'
  const [file, mapFile] = [join(folder, url.replace(/\.map$/, '')), join(folder, url)]
  // Without the folder of this machine, which would come before each source.
  const { sourceRoot: _, ...content } = JSON.parse(await readFile(mapFile, 'utf8'))
  const { code, map } = await minified(await readFile(file, 'utf8'), { content, url })
  await Promise.all([writeFile(file, code), writeFile(mapFile, map)])
  return file
}
