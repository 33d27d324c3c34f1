import { describe, expect, test } from 'vitest'
import { routesOf } from '../../src/openapi/routes.ts'
import { contracts, createService } from '../world/service.ts'
import { tables } from './index.ts'

const served = [...routesOf(createService()).values()]
const isBelow = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`)

test('every contract has its table, and every table its contract', () => {
  expect(tables.map(({ contract }) => contract)).toEqual(contracts.map(({ name }) => name))
})

describe.each(contracts)('the table of $name', ({ name, prefixes }) => {
  const table = tables.find(({ contract }) => contract === name)
  const routes = served.filter(({ path }) => prefixes.some((prefix) => isBelow(path, prefix)))
  const keys = (all: { method: string; path: string }[] = []) =>
    all.map(({ method, path }) => `${method} ${path}`)

  test('has a door below a prefix', () => {
    expect(keys(routes)).toContain(`POST ${table?.door.path}`)
  })

  test('has the failures of every route that takes a body', () => {
    const bodies = routes.filter(({ takes }) => takes.json !== undefined)
    expect(keys(table?.failures.routes).toSorted()).toEqual(keys(bodies).toSorted())
  })

  test('has a route that is asked for by the wrong method, for every path that takes a body', () => {
    const paths = routes.filter(({ takes }) => takes.json !== undefined).map(({ path }) => path)
    const asked = table?.failures.wrongMethods.map(({ path }) => path)
    expect(asked).toEqual(expect.arrayContaining([...new Set(paths)]))
  })

  test('has an envelope for every prefix', () => {
    expect(table?.envelopes.map(([prefix]) => prefix)).toEqual(expect.arrayContaining(prefixes))
  })

  test('says who may use each route', () => {
    expect(Object.keys(table?.access ?? {}).toSorted()).toEqual(keys(routes).toSorted())
  })

  test('has an example of its document', () => {
    expect(table?.documents).not.toEqual([])
  })
})
