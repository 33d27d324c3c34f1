/// <reference types="vite/types/importMeta.d.ts" />
import { getTableName, isTable } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as passkeys from '../../src/db/passkeys.ts'
import * as schema from '../../src/db/schema.ts'
import * as takeover from '../../src/db/takeover.ts'

const globbed = import.meta.glob<string>(['../**/*.test.ts', '../attacks/*/*.ts'], {
  query: '?raw',
  eager: true,
  import: 'default',
})

/** By path below `test`. */
const sources = Object.fromEntries(
  Object.entries(globbed).map(([path, text]) => [new URL(path, 'file:///house/').pathname.slice(1), text]),
)

const pages = import.meta.glob<string>('../attacks/README.md', {
  query: '?raw',
  eager: true,
  import: 'default',
})
const section = pages['../attacks/README.md'] ?? ''

const CASES = Array.from({ length: 64 }, (_, at) => at + 1)
const lines = section.split('\n')
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const rows = lines.filter((line) => /^\| \d/.test(line)).map(cellsOf)
const head = lines.findIndex((line) => line.startsWith('| stored | '))
const storedRows = lines.slice(head + 2, lines.indexOf('', head)).map(cellsOf)
const attackRows = rows.filter(([name = '']) => /^\d+ [a-z]/i.test(name))

/** The test files that the last cell of a row names, by path from here. */
const filesOf = (row: string[]) =>
  [...(row.at(-1) ?? '').matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => {
    const part = `attacks/${name}.ts`
    return part in sources ? part : `${name}.test.ts`
  })

/** Whether a title of the file begins with the number. */
const proves = (file: string, number: number) =>
  new RegExp(`['"\`]${number}(:| —) `).test(sources[file] ?? '')

test('the page has a row for every attack case, in order', () => {
  expect(attackRows.map(([name = '']) => Number.parseInt(name, 10))).toEqual(CASES)
  expect(rows.length - attackRows.length).toBeGreaterThan(60)
})

test('every row has three cells, and names test files that exist', () => {
  expect(rows.filter((row) => row.length !== 3)).toEqual([])
  const missing = rows.flatMap((row) => filesOf(row).filter((file) => !(file in sources)))
  expect(missing).toEqual([])
})

test('what is stored has a row for every table, which tells who touches it and the worst they reach', () => {
  const tables = Object.values({ ...schema, ...takeover, ...passkeys }).filter((one) => isTable(one))
  const told = storedRows.map(([name = '']) => /^`(\w+)`/.exec(name)?.[1])
  expect(tables.map(getTableName).filter((name) => !told.includes(name))).toEqual([])
  expect(storedRows.filter((row) => row.length !== 4 || row.includes(''))).toEqual([])
  const missing = storedRows.flatMap((row) => filesOf(row).filter((file) => !(file in sources)))
  expect(missing).toEqual([])
  expect(storedRows.filter((row) => filesOf(row).length === 0)).toEqual([])
})

test('every part of a group is in the file of its group', () => {
  const parts = Object.keys(sources).filter(
    (file) => /^attacks\/[\w-]+\//.test(file) && /\btest[.(]/.test(sources[file] ?? ''),
  )
  const forgotten = parts.filter((file) => {
    const [, group = '', part = ''] = /^attacks\/([\w-]+)\/(.+)$/.exec(file) ?? []
    return !sources[`attacks/${group}.test.ts`]?.includes(`import('./${group}/${part}')`)
  })
  expect(forgotten).toEqual([])
  expect(parts.length).toBeGreaterThan(30)
})

test('every attack case is the beginning of a test title in test/attacks', () => {
  const attacks = Object.keys(sources).filter((file) => file.startsWith('attacks/'))
  expect(CASES.filter((number) => !attacks.some((file) => proves(file, number)))).toEqual([])
})

test('a file that stands beside an attack case has tests of that number', () => {
  const wrong = attackRows.flatMap((row) =>
    filesOf(row)
      .filter((file) => !proves(file, Number.parseInt(row[0] ?? '', 10)))
      .map((file) => `${row[0]}: ${file}`),
  )
  expect(wrong).toEqual([])
})
