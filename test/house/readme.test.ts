/// <reference types="vite/types/importMeta.d.ts" />
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { contracts } from '../../src/contracts/index.ts'
import { everyRouteOf, routesOf } from '../../src/openapi/routes.ts'
import { isForPeople } from '../../src/pages/index.ts'

const root = (path: string) => new URL(path, 'file:///test/house/').pathname.slice(1)

const texts = import.meta.glob<string>(
  ['../../*.md', '../../{src,test,drizzle}/**/*.md', '../../package.json', '../../wrangler.toml'],
  { query: '?raw', eager: true, import: 'default' },
)
// Their names alone are needed; none is loaded.
const named = import.meta.glob(
  ['../../*', '../../.*', '../../.ci/*', '../../{src,test,drizzle,types}/**/*'],
  {
    query: '?raw',
  },
)

/** By path from the root of the repository. */
const read = new Map(Object.entries(texts).map(([path, text]) => [root(path), text]))
const files = Object.keys(named).map(root)
const pages = [...read].filter(([path]) => path.endsWith('.md'))
const front = read.get('README.md') ?? ''
const { scripts, dependencies, devDependencies } = JSON.parse(read.get('package.json') ?? '')

const isThere = (path: string) =>
  files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`))

const section = (title: string, page = front) =>
  page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? ''
/** The cells of every row of the section's tables, their heads included. */
const rows = (title: string, page = front) =>
  section(title, page)
    .split('\n')
    .filter((line) => /^\| (?!-)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

test('the front README has 250 lines at most', () => {
  expect(front.trimEnd().split('\n').length).toBeLessThanOrEqual(250)
})

test('the front README leads to every other one', () => {
  const others = pages.map(([path]) => path).filter((path) => path !== 'README.md')
  expect(others.filter((path) => !front.includes(`](${path})`))).toEqual([])
  expect(others.length).toBeGreaterThan(5)
})

describe.each(pages)('%s', (page, text) => {
  const anchors = (path: string) =>
    [...(read.get(path) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    )

  test('its links lead somewhere', () => {
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
    const broken = links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const { pathname, hash } = new URL(link, `file:///${page}`)
        const path = pathname.slice(1)
        return !isThere(path) || (hash !== '' && !anchors(path).includes(decodeURI(hash.slice(1))))
      })
    expect(broken).toEqual([])
  })

  test('the files that it names are there', () => {
    const paths = text.match(/(?<![\w./-])(src|test|drizzle)\/[\w./-]*[\w/]/g) ?? []
    expect(paths.filter((path) => !isThere(path))).toEqual([])
  })

  test('the scripts that it names are in package.json', () => {
    const commands = [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name)
    expect(commands.filter((name) => !(name in scripts))).toEqual([])
  })
})

test('the tables of routes have every route of the service and no other', () => {
  const braces = (path: string): string[] => {
    const [, before = '', choices = '', after = ''] = /^(.*)\{(.+)\}(.*)$/.exec(path) ?? []
    return choices ? choices.split(',').map((choice) => before + choice + after) : [path]
  }
  const native = rows('Routes', read.get('src/api/README.md'))
  const shown = [...rows('What it speaks'), ...native].flatMap(([, cell = '']) =>
    cell.split(' · ').flatMap((routes) => {
      const codes = quoted(routes)
      const [last = '', path = ''] = codes.at(-1)?.split(' ') ?? []
      return [...codes.slice(0, -1), last].flatMap((method) => braces(path).map((one) => `${method} ${one}`))
    }),
  )
  const forPrograms = [...routesOf(createApp())].filter(([, { path }]) => !isForPeople(path))
  expect(shown.filter((route) => route !== ' ').toSorted()).toEqual(
    forPrograms.map(([key]) => key).toSorted(),
  )
})

test('the table of paths has every page and no other', () => {
  const shown = rows('Paths', read.get('src/pages/README.md')).flatMap(([cell = '']) => quoted(cell))
  const served = [...everyRouteOf(createApp()).values()].map(({ path }) => path).filter(isForPeople)
  expect(shown.toSorted()).toEqual([...new Set(served)].toSorted())
})

test('the table of contracts has every contract', () => {
  const shown = rows('What it speaks').map(([name]) => name)
  expect(shown.slice(1)).toEqual(contracts.map(({ name }) => name))
})

/** Their names are the operator's: no list has them. */
const NAMED_VARS = ['OIDC_<NAME>_ISSUER', 'OIDC_<NAME>_ID']

/** Wrangler can declare only secrets that are required. */
const OPTIONAL_SECRETS = [
  'OAUTH_<PROVIDER>_SECRET',
  'OIDC_<NAME>_SECRET',
  '<CONTRACT>_TOKEN_SECRET',
  'WEBHOOK_SECRET',
  'TURNSTILE_SECRET',
  'FIREBASE_SIGNER_KEY',
  'FIREBASE_SALT_SEPARATOR',
]

test('staging has every variable', () => {
  const toml = read.get('wrangler.toml') ?? ''
  const names = (table: string) =>
    [...(toml.split(`[${table}]\n`)[1]?.split(/^\[/m)[0] ?? '').matchAll(/^(\w+) = /gm)].map(
      ([, name]) => name,
    )
  expect(names('env.staging.vars')).toEqual(names('vars'))
  expect(names('vars').length).toBeGreaterThan(15)
})

test('the table of configuration has every variable and secret, and no other', () => {
  const toml = read.get('wrangler.toml') ?? ''
  const table = (name: string) => toml.split(/^\[/m).find((part) => part.startsWith(`${name}]`)) ?? ''
  const general = (name: string) =>
    name
      .replace(/^OAUTH_[^_]+_/, 'OAUTH_<PROVIDER>_')
      .replace(/^[A-Z_]+_APP_URL$/, '<CONTRACT>_APP_URL')
      .replace(/^OIDC_\w+_(ISSUER|ID)$/, 'OIDC_<NAME>_$1')
      .replace(/^LEGACY_[A-Z_]+_(URL|MODE|UNTIL)$/, 'LEGACY_<CONTRACT>_$1')
  const vars = [...table('vars').matchAll(/^(\w+) = /gm)].map(([, name = '']) => general(name))
  const secrets = [...table('secrets').matchAll(/"(\w+)"/g)].map(([, name = '']) => name)
  const shown = rows('Configuration').flatMap(([names = '', where = '']) =>
    quoted(names).map((name) => [name, where]),
  )
  expect(shown.toSorted()).toEqual(
    [
      ...[...new Set([...vars, ...NAMED_VARS])].map((name) => [name, 'var']),
      ...[...secrets, ...OPTIONAL_SECRETS].map((name) => [name, 'secret']),
    ].toSorted(),
  )
})

test('the pieces are the folders of src and the rooms of the core', () => {
  const below = (folder: string) => [
    ...new Set(
      files
        .filter((file) => file.startsWith(folder) && file.slice(folder.length).includes('/'))
        .map((file) => file.slice(folder.length).split('/')[0] ?? ''),
    ),
  ]
  const page = read.get('src/README.md')
  const pieces = section('How the pieces fit', page)
  expect(below('src/').filter((folder) => !new RegExp(`^src/${folder}/ `, 'm').test(pieces))).toEqual([])
  const rooms = rows('How the pieces fit', page).flatMap(([cell = '']) =>
    /^`[\w-]+`$/.test(cell) ? quoted(cell) : [],
  )
  expect(rooms.toSorted()).toEqual(below('src/core/').toSorted())
})

test('the table of the tests has every folder of test, and no other', () => {
  const shown = rows('Where a test goes', read.get('test/README.md')).slice(1)
  const folders = files.flatMap((file) => /^test\/([\w-]+)\//.exec(file)?.[1] ?? [])
  expect(shown.flatMap(([names = '']) => quoted(names)).toSorted()).toEqual([...new Set(folders)].toSorted())
  expect(shown.filter((cells) => cells.length !== 3)).toEqual([])
})

test('every room of the core has its tests in the folder of its name', () => {
  const rooms = new Set(files.flatMap((file) => /^src\/core\/([\w-]+)\//.exec(file)?.[1] ?? []))
  expect([...rooms].filter((room) => !isThere(`test/${room}/`))).toEqual([])
})

test('every dependency is named with its reason, and no other', () => {
  const shown = rows('Dependencies')
    .slice(1)
    .flatMap(([names = '', why = '']) => names.split(', ').map((name) => [name, why.length > 0]))
  const locked = Object.keys({ ...dependencies, ...devDependencies })
  expect(shown.toSorted()).toEqual(locked.map((name) => [name, true]).toSorted())
})
