import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

/**
 * `npm run deploy -- FLAGS`: the migrations of D1 first, then `wrangler deploy FLAGS`. A step that fails ends it. The very
 * first deploy makes the database, so there the migrations come second.
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

/** With one of these wrangler deploys nothing. */
const NO_DEPLOY = {
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

/** What wrangler says of a database that the next deploy will make. */
const NO_DATABASE = "Couldn't find a D1 DB named"

/** Resolves to the exit code; what it says on standard error is kept in `errors` too. */
function wrangler(args: string[], errors: string[] = []): Promise<number> {
  const child = spawn('wrangler', args, { stdio: ['inherit', 'inherit', 'pipe'] })
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

function placeOf(args: string[]): { place: string[]; deploys: boolean } {
  const { values } = parseArgs({
    args: read(args),
    strict: false,
    options: { ...PLACE, ...NO_DEPLOY },
  })
  const place = Object.keys(PLACE).flatMap((name) =>
    [values[name] ?? []].flat().map((value) => `--${name}=${value}`),
  )
  const deploys = Object.keys(NO_DEPLOY).every((name) =>
    [undefined, false, 'false'].includes(values[name] as string),
  )
  return { place, deploys }
}

async function deploy(args: string[]): Promise<number> {
  const { place, deploys } = placeOf(args)
  // Without a name wrangler warns that there are several environments, and takes the unnamed one.
  const unnamed =
    place.some((flag) => flag.startsWith('--env=')) || process.env.CLOUDFLARE_ENV ? [] : ['--env=']
  const upload = () => wrangler(['deploy', ...args, ...unnamed])
  if (!deploys) return upload()

  const where = [...place, ...unnamed]
  const migrate = () => wrangler(['d1', 'migrations', 'apply', 'DB', '--remote', ...where])
  console.log('The bookmark to which the database can be restored:')
  const errors: string[] = []
  const found = await wrangler(['d1', 'time-travel', 'info', 'DB', ...where], errors)
  const isFirst = found !== 0 && errors.join('').includes(NO_DATABASE)
  if (isFirst) console.log('There is no database yet: this deploy makes it, and the migrations come after.')
  else if (found !== 0) return found

  const [first, second] = isFirst ? [upload, migrate] : [migrate, upload]
  const failed = await first()
  return failed !== 0 ? failed : second()
}

process.exitCode = await deploy(process.argv.slice(2))
