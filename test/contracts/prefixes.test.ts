import { expect, test } from 'vitest'
import { nativeApi, operatorsApi } from '../../src/api/index.ts'
import { serve } from '../../src/contracts/engine.ts'
import { contracts } from '../../src/contracts/index.ts'
import { pages } from '../../src/pages/index.ts'
import { harness } from '../world/harness.ts'

const all = [...contracts, pages, nativeApi([...contracts, pages], pages), operatorsApi]

test.each(all.map((contract) => [contract.name, contract] as const))(
  'every route of %s lies below its prefixes, so that its failures are told in its words',
  (_name, contract) => {
    const isBelow = (path: string) =>
      contract.prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
    const outside = serve(contract)
      .routes.map(({ path }) => path)
      .filter((path) => !isBelow(path))
    expect(outside).toEqual([])
  },
)

test('a wrong method at the address for password managers is answered by a page', async () => {
  const h = await harness()
  const reply = await h.request('PUT', '/.well-known/change-password')
  expect([reply.status, reply.headers.get('Allow'), reply.headers.get('Content-Type')]).toEqual([
    405,
    'GET, HEAD',
    'text/html; charset=UTF-8',
  ])
})
