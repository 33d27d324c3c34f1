import { spawn } from 'node:child_process'
import { mkdir, mkdtempDisposable } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { shrink } from './shrink.ts'

/**
 * `npm run deploy -- FLAGS`: bundles the worker, applies the migrations of D1, then uploads by `wrangler deploy FLAGS`. A step
 * that fails ends it. The very first deploy makes the database, so there the migrations come last.
 *
 * Begun by `node --`: without it Node takes an `--env-file` among the flags for its own.
 */

/** Flags of `wrangler deploy` that say where something goes, and so are the other steps' too. */
const PLACE = {
  env: { type: 'string', short: 'e' },
  config: { type: 'string', short: 'c' },
  'env-file': { type: 'string', multiple: true },
  profile: { type: 'string' },
  cwd: { type: 'string' },
} as const

/** With one of these nothing is deployed. */
const NO_DEPLOY = {
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

/** What wrangler says of a database that the next deploy will make. */
const NO_DATABASE = "Couldn't find a D1 DB named"

/** Resolves to the exit code; what it says on standard error is kept in `errors` too. */
function wrangler(args: string[], { errors = [] as string[], isQuiet = false } = {}): Promise<number> {
  const child = spawn('wrangler', args, { stdio: ['inherit', isQuiet ? 'ignore' : 'inherit', 'pipe'] })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors.push(text)
    process.stderr.write(text)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

const LONG: Record<string, string> = { '-h': '--help', '-v': '--version' }

/** As wrangler reads it: `--envFile` is `--env-file`, and `-e=staging` is `-e staging`. */
const spelt = (arg: string) =>
  (LONG[arg] ?? arg)
    .replace(/^--[a-zA-Z]+/, (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
    .replace(/^-([ec])=/, '-$1')

/** With `--dry-run false` as `--dry-run=false`, which is no value to `parseArgs` after a blank. */
function read(args: string[]): string[] {
  const words = args.map(spelt)
  const isSwitch = (word = '') => word.startsWith('--') && word.slice(2) in NO_DEPLOY
  const isValue = (at: number) => /^(true|false)$/.test(words[at] ?? '') && isSwitch(words[at - 1])
  return words.flatMap((word, at) => {
    if (isValue(at)) return []
    return isValue(at + 1) ? `${word}=${words[at + 1]}` : word
  })
}

function placeOf(args: string[]) {
  const { values } = parseArgs({
    args: read(args),
    strict: false,
    options: { ...PLACE, ...NO_DEPLOY },
  })
  const place = Object.keys(PLACE).flatMap((name) =>
    [values[name] ?? []].flat().map((value) => `--${name}=${value}`),
  )
  const isOn = (name: keyof typeof NO_DEPLOY) => ![undefined, false, 'false'].includes(values[name] as string)
  const cwd = String(values.cwd ?? '.')
  return { place, cwd, isDry: isOn('dry-run'), isQuestion: isOn('help') || isOn('version') }
}

/** Below the folder in which wrangler looks for its configuration: given a script, it looks upwards from there. */
async function scratchIn(cwd: string) {
  const parent = join(cwd, '.wrangler')
  await mkdir(parent).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return mkdtempDisposable(join(resolve(parent), 'deploy-'))
}

const withoutOutdir = (args: string[]) =>
  args.filter((arg, at) => !/^--outdir(=|$)/.test(arg) && args[at - 1] !== '--outdir')

/** Puts the worker into the folder as it is uploaded: the exit code, and its file. */
async function bundle(folder: string, args: string[]): Promise<[failed: number, file: string]> {
  const ours = ['--bundle', '--dry-run', '--upload-source-maps', `--outdir=${folder}`]
  // The empty text takes the place of a script: one among the flags is then refused here, before anything is changed.
  const failed = await wrangler(['deploy', '', ...withoutOutdir(args), ...ours], { isQuiet: true })
  return [failed, failed === 0 ? await shrink(folder) : '']
}

async function deploy(args: string[]): Promise<number> {
  const { place, cwd, isDry, isQuestion } = placeOf(args)
  if (isQuestion) return wrangler(['deploy', ...args])
  // Without a name wrangler warns that there are several environments, and takes the unnamed one.
  const unnamed =
    place.some((flag) => flag.startsWith('--env=')) || process.env.CLOUDFLARE_ENV ? [] : ['--env=']
  await using scratch = await scratchIn(cwd)
  const [failed, file] = await bundle(scratch.path, [...args, ...unnamed])
  if (failed !== 0) return failed
  const upload = () => wrangler(['deploy', file, ...args, ...unnamed, '--no-bundle', '--no-minify'])
  if (isDry) return await upload()

  const where = [...place, ...unnamed]
  const migrate = () => wrangler(['d1', 'migrations', 'apply', 'DB', '--remote', ...where])
  console.log('The bookmark to which the database can be restored:')
  const errors: string[] = []
  const found = await wrangler(['d1', 'time-travel', 'info', 'DB', ...where], { errors })
  const isFirst = found !== 0 && errors.join('').includes(NO_DATABASE)
  if (isFirst) console.log('There is no database yet: this deploy makes it, and the migrations come after.')
  else if (found !== 0) return found

  const [first, second] = isFirst ? [upload, migrate] : [migrate, upload]
  return (await first()) || (await second())
}

process.exitCode = await deploy(process.argv.slice(2))
