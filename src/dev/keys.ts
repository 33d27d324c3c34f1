import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { addKey, algorithmCalled, type KeySet, newSigningKey, retire, signWith } from './signing-keys.ts'

const USAGE = `npm run keys -- list | add [--alg ES256|EdDSA|RS256] | sign-with KID | retire KID [--file .dev.vars]

The file is one of variables, with a line SIGNING_KEYS='…', or a JWKS alone; - is a JWKS on standard input,
whose successor goes to standard output.`

const STDIN = '-'

/** A file of variables keeps all its other lines. */
function read(file: string): { set: KeySet; write(set: KeySet): void } {
  const text = readFileSync(file === STDIN ? 0 : file, 'utf8')
  const isJson = text.trimStart().startsWith('{')
  const json = isJson ? text : parseEnv(text).SIGNING_KEYS
  if (!json) throw new Error(`${file} has no SIGNING_KEYS`)
  const successor = (set: KeySet) =>
    isJson
      ? `${JSON.stringify(set)}\n`
      : text.replace(/^SIGNING_KEYS=.*$/m, () => `SIGNING_KEYS='${JSON.stringify(set)}'`)

  return {
    set: JSON.parse(json),
    write(set) {
      if (file === STDIN) return process.stdout.write(successor(set))
      const draft = `${file}.${process.pid}`
      writeFileSync(draft, successor(set), { mode: 0o600 })
      chmodSync(draft, 0o600)
      renameSync(draft, file)
    },
  }
}

async function changed(set: KeySet, command: string, kid: string | undefined, alg: string): Promise<KeySet> {
  if (command === 'add' && !kid) return addKey(set, await newSigningKey(algorithmCalled(alg)))
  if (command === 'sign-with' && kid) return signWith(set, kid)
  if (command === 'retire' && kid) return retire(set, kid)
  throw new Error(USAGE)
}

try {
  const args = process.argv.slice(2)
  // Not by parseArgs, which would take a key's id that begins with a dash for an option.
  const option = (name: string, otherwise: string): string => {
    const at = args.indexOf(`--${name}`)
    const [, value = otherwise] = at < 0 ? [] : args.splice(at, 2)
    return value
  }
  const file = option('file', '.dev.vars')
  const alg = option('alg', 'ES256')
  const [command = '', kid, ...more] = args
  if (command === '' || more.length > 0) throw new Error(USAGE)
  const { set, write } = read(file)
  const result = command === 'list' ? set : await changed(set, command, kid, alg)
  if (command !== 'list') write(result)
  for (const [index, key] of result.keys.entries()) {
    console.error(`${key.kid} ${key.alg ?? key.kty} ${index === 0 ? 'signs and verifies' : 'verifies'}`)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
