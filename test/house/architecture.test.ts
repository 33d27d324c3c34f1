/// <reference types="vite/types/importMeta.d.ts" />
import { expect, test } from 'vitest'
import { contracts } from '../../src/contracts/index.ts'
import { descriptions } from '../../src/openapi/descriptions.ts'

const sources = import.meta.glob<string>(['../../src/**/*.{ts,tsx}', '../**/*.ts'], {
  query: '?raw',
  eager: true,
  import: 'default',
})

/** By path from the root of the repository. */
const files = new Map(
  Object.entries(sources).map(([path, text]) => [
    new URL(path, 'file:///test/house/').pathname.slice(1),
    text,
  ]),
)
const src = [...files].filter(([file]) => file.startsWith('src/') && !file.endsWith('.d.ts'))

interface Import {
  file: string
  /** A path from the root of the repository, or a package. */
  target: string
  /** Nothing of it is left when the types are gone. */
  isType: boolean
}

const STATEMENT = /^(?:import|export)\s+(type\s)?([^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g

function importsOf([file, text]: [string, string]): Import[] {
  const resolve = (target: string) =>
    target.startsWith('.') ? new URL(target, `file:///${file}`).pathname.slice(1) : target
  const stated = [...text.matchAll(STATEMENT)].map(([, type, what = '', target = '']) => {
    const named = /\{([^}]*)\}/
      .exec(what)?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '') ?? ['value']
    return {
      file,
      target: resolve(target),
      isType: type !== undefined || named.every((name) => /^\s*type\s/.test(name)),
    }
  })
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, target = '']) => ({
    file,
    target: resolve(target),
    isType: false,
  }))
  return [...stated, ...dynamic]
}

const imports = src.flatMap(importsOf)
const inside = imports.filter(({ target }) => target.startsWith('src/'))
const told = ({ file, target }: Import) => `${file} → ${target}`

/** A folder of `src`, or the name of a file that lies in none. What describes a contract's routes is of the document. */
const layerOf = (file: string) =>
  file.endsWith('/description.ts') ? 'openapi' : (/^src\/([\w-]+)/.exec(file)?.[1] ?? file)

const MAY_IMPORT: Record<string, string[]> = {
  index: ['app', 'deps', 'core', 'entrypoint', 'http', 'order'],
  order: ['api', 'contracts', 'core', 'deps', 'http', 'pages'],
  entrypoint: ['contracts', 'core', 'deps', 'http'],
  app: ['api', 'config', 'core', 'deps', 'contracts', 'http', 'pages'],
  deps: ['config', 'contracts', 'core', 'mail', 'turnstile'],
  config: ['config', 'db'],
  api: ['api', 'core', 'contracts', 'http'],
  contracts: ['core', 'contracts', 'http'],
  pages: ['config', 'contracts', 'core', 'http', 'pages'],
  openapi: ['api', 'app', 'contracts', 'core', 'http', 'openapi', 'pages'],
  http: ['config', 'core', 'http'],
  mail: ['core'],
  turnstile: ['core', 'http'],
  core: ['core', 'db'],
  db: ['db'],
  'left-out': ['left-out'],
  dev: ['config', 'contracts', 'core', 'db', 'dev', 'http', 'index', 'openapi', 'public'],
}

/** The lines that match, each with the name of its file; what stands in comments does not count. */
function linesThat(match: RegExp, files: Iterable<[string, string]>): string[] {
  return [...files].flatMap(([file, text]) =>
    text
      .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      .split('\n')
      .filter((line) => match.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
}

const filesOf = (layer: string) => src.filter(([file]) => layerOf(file) === layer)
/** The contract in whose folder the file lies; null for what lies in none. */
const contractOf = (file: string) => /^src\/contracts\/([\w-]+)\//.exec(file)?.[1] ?? null
const folders = [...new Set(src.map(([file]) => contractOf(file)).filter((name) => name !== null))].toSorted()

/** The rooms of the core, lowest first, and which of the others each may import beside the root. */
const ROOMS: Record<string, string[]> = {
  storage: [],
  passwords: [],
  counts: ['storage'],
  sessions: ['storage'],
  letters: ['storage', 'counts'],
  accounts: ['storage', 'sessions', 'letters'],
  takeover: ['storage', 'passwords', 'accounts'],
  'sign-in': ['takeover', 'storage', 'passwords', 'sessions', 'letters', 'accounts'],
  'sign-up': ['takeover', 'storage', 'letters', 'accounts', 'passwords'],
  operators: ['takeover', 'storage', 'counts', 'sessions', 'letters', 'accounts'],
  'second-factor': ['storage', 'sessions', 'letters', 'accounts', 'sign-in'],
  recovery: ['storage', 'sessions', 'letters', 'accounts', 'sign-in', 'passwords'],
  passkeys: ['storage', 'sessions', 'letters', 'accounts', 'sign-in'],
  identities: [
    ...['takeover', 'storage', 'counts', 'sessions', 'letters', 'accounts', 'sign-in', 'second-factor'],
  ],
  me: [
    ...['takeover', 'storage', 'counts', 'sessions', 'letters', 'accounts', 'sign-in', 'second-factor'],
    ...['passwords', 'passkeys'],
  ],
  transfer: ['storage', 'accounts', 'passwords', 'second-factor', 'operators', 'identities'],
}

/** A folder of the core; null for a file of its root. */
const roomOf = (file: string) => /^src\/core\/([\w-]+)\//.exec(file)?.[1] ?? null

test('a room of the core imports the root, and the rooms below that it may', () => {
  const between = inside.flatMap((one) => {
    const [from, to] = [roomOf(one.file), roomOf(one.target)]
    return from === null || to === null || from === to ? [] : [{ ...one, from, to }]
  })
  const wrong = between.filter(({ from, to }) => !ROOMS[from]?.includes(to))
  expect(wrong.map(told)).toEqual([])
  const unused = Object.entries(ROOMS).flatMap(([from, rooms]) =>
    rooms
      .filter((to) => !between.some((one) => one.from === from && one.to === to))
      .map((to) => `${from} → ${to}`),
  )
  expect(unused).toEqual([])
})

test('the table of rooms is complete, and each stands above those that it imports', () => {
  const rooms = new Set(src.map(([file]) => roomOf(file)).filter((room) => room !== null))
  expect(Object.keys(ROOMS).toSorted()).toEqual([...rooms].toSorted())
  const order = Object.keys(ROOMS)
  const upwards = Object.entries(ROOMS).flatMap(([from, below]) =>
    below.filter((to) => order.indexOf(to) >= order.indexOf(from)).map((to) => `${from} → ${to}`),
  )
  expect(upwards).toEqual([])
})

test('the root of the core imports no room, but for auth.ts, which hands on the use cases', () => {
  const wrong = inside.filter(
    ({ file, target }) =>
      layerOf(file) === 'core' &&
      roomOf(file) === null &&
      roomOf(target) !== null &&
      file !== 'src/core/auth.ts',
  )
  expect(wrong.map(told)).toEqual([])
})

test('imports run one way: index, entrypoint and app, contracts and api, http, core, db', () => {
  const wrong = inside.filter(({ file, target }) => !MAY_IMPORT[layerOf(file)]?.includes(layerOf(target)))
  expect(wrong.map(told)).toEqual([])
  expect(inside.length).toBeGreaterThan(50)
})

test('nothing outside src/dev imports it', () => {
  const wrong = inside.filter(({ file, target }) => layerOf(target) === 'dev' && layerOf(file) !== 'dev')
  expect(wrong.map(told)).toEqual([])
})

test('nothing of what describes the routes is in the worker', () => {
  const wrong = inside.filter(
    ({ file, target }) => layerOf(target) === 'openapi' && !['openapi', 'dev'].includes(layerOf(file)),
  )
  expect(wrong.map(told)).toEqual([])
})

test('the core knows no HTTP framework, no platform module but one for scrypt, and no wire', () => {
  const foreign = /^(hono|@hono|cloudflare:|node:|wrangler|@cloudflare)/
  const wrong = imports.filter(({ file, target }) => layerOf(file) === 'core' && foreign.test(target))
  // WebCrypto has no scrypt.
  expect(wrong.map(told)).toEqual(['src/core/passwords/schemes/scrypt.ts → node:crypto'])
})

test('the core is given its clock, its randomness and its network', () => {
  const taken = /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\)|(?<!typeof )\bglobalThis\b|\bEnv\b|\bconsole\./
  expect(linesThat(taken, filesOf('core'))).toEqual([])
  const notGiven = filesOf('core').filter(([, text]) => !/\bfetch: typeof (globalThis\.)?fetch\b/.test(text))
  expect(linesThat(/(?<![.\w])fetch\(/, notGiven)).toEqual([])
})

test('letters are sent in one place, which knows when to try again', () => {
  expect(linesThat(/\bmail\.send\b/, src)).toEqual([
    expect.stringMatching(/^src\/core\/letters\/deliveries\.ts:/),
  ])
})

test('what is counted for an account is counted under accountKey, whose kinds are erased with it', () => {
  const handmade = /:\$\{(\w*account\.|session\.)?(id|accountId)\}|\w:' \|\|/i
  const elsewhere = filesOf('core').filter(([file]) => file !== 'src/core/storage/limit-keys.ts')
  expect(linesThat(handmade, elsewhere)).toEqual([])
})

test('the tables import drizzle, and nothing else', () => {
  const wrong = imports.filter(
    ({ file, target }) => layerOf(file) === 'db' && !/^(drizzle-orm|src\/db\/)/.test(target),
  )
  expect(wrong.map(told)).toEqual([])
})

test('pages, and what HTTP shares, take only types from the configuration', () => {
  const wrong = inside.filter(
    ({ file, target, isType }) =>
      ['http', 'pages'].includes(layerOf(file)) && layerOf(target) === 'config' && !isType,
  )
  expect(wrong.map(told)).toEqual([])
})

test('contracts, pages and the native API run nothing of the core but refusals and lifetimes: use cases come by Auth', () => {
  const wrong = inside.filter(
    ({ file, target, isType }) =>
      ['api', 'contracts', 'pages'].includes(layerOf(file)) &&
      layerOf(target) === 'core' &&
      !['src/core/refusal.ts', 'src/core/lifetimes.ts'].includes(target) &&
      !isType,
  )
  expect(wrong.map(told)).toEqual([])
})

test('a contract is imported by its own folder and the two indexes, and by nothing else', () => {
  const indexes = ['src/contracts/index.ts', 'src/openapi/descriptions.ts']
  const wrong = inside.filter(
    ({ file, target }) =>
      contractOf(target) !== null && contractOf(target) !== contractOf(file) && !indexes.includes(file),
  )
  expect(wrong.map(told)).toEqual([])
})

test('pages and the native API take the engine of the contracts, and no contract', () => {
  const engine = ['src/contracts/contract.ts', 'src/contracts/engine.ts']
  const wrong = inside.filter(
    ({ file, target }) =>
      ['api', 'pages'].includes(layerOf(file)) && layerOf(target) === 'contracts' && !engine.includes(target),
  )
  expect(wrong.map(told)).toEqual([])
})

test.each(folders)('%s has its routes, wordings and description, each in a file of that name', (name) => {
  const own = src.map(([file]) => file).filter((file) => contractOf(file) === name)
  const names = ['routes', 'wordings', 'description'].map((file) => `src/contracts/${name}/${file}.ts`)
  expect(own).toEqual(expect.arrayContaining(names))
})

test('the folder of every contract is in both indexes, under its name', () => {
  expect(contracts.map(({ name }) => name).toSorted()).toEqual(folders)
  expect(descriptions.map(({ contract }) => contract)).toEqual(contracts)
})

test('bindings are read in deps.ts alone; the app hands the environment on', () => {
  const elsewhere = src.filter(([file]) => !['dev', 'deps'].includes(layerOf(file)))
  expect(linesThat(/\benv\.(DB|KV|FLOOD|[A-Z_]+)\b/, elsewhere)).toEqual([])
  const askers = elsewhere.filter(([file]) => !['src/app.ts', 'src/entrypoint.ts'].includes(file))
  expect(linesThat(/\bc\.env\b|\bcloudflare:workers\b/, askers)).toEqual([])
})

test('the worker takes zod/mini, as a namespace that the bundler can shake', () => {
  const right =
    /: (import type |(import|export) \* as z from 'zod\/mini'$)|^src\/(openapi|dev)\/|\/description\.ts:/
  expect(linesThat(/from 'zod['/]/, src).filter((line) => !right.test(line))).toEqual([])
})

test('no file is longer than 250 lines', () => {
  const long = [...files].filter(([, text]) => text.trimEnd().split('\n').length > 250)
  expect(long.map(([file]) => file)).toEqual([])
})

// Names alone; nothing of it is loaded.
const named = import.meta.glob('../../{src,test}/**/*', { query: '?raw' })

/** A file for each kind of one thing: wide because there are many. */
const COLLECTIONS = ['src/core/passwords/schemes/', 'src/dev/convert/', 'src/public/problems/']

test('no folder of src or test has more than 14 files, beside what explains it', () => {
  const widths = new Map<string, number>()
  for (const path of Object.keys(named).filter((path) => !path.endsWith('/README.md'))) {
    const folder = new URL('.', new URL(path, 'file:///test/house/')).pathname.slice(1)
    widths.set(folder, (widths.get(folder) ?? 0) + 1)
  }
  const wide = [...widths].filter(([, width]) => width > 14).map(([folder]) => folder)
  expect(wide.toSorted()).toEqual(COLLECTIONS)
  expect(widths.size).toBeGreaterThan(40)
})

test('nothing is left for later, and no test shuts out the others', () => {
  expect(
    linesThat(/\b(TO[D]O|FIX[M]E|XX[X])\b|\b(it|test|describe)\.(on[l]y|sk[i]p|to[d]o)\b/, files),
  ).toEqual([])
})
