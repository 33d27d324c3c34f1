/// <reference types="vite/types/importMeta.d.ts" />
import { expect, test } from 'vitest'
import results from '../bench/results.json'

const pages = import.meta.glob<string>('../bench/README.md', {
  query: '?raw',
  eager: true,
  import: 'default',
})
const page = pages['../bench/README.md'] ?? ''

const row = (...cells: unknown[]) => `| ${cells.join(' | ')} |`
const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1)

test('the ratios on the page are those that were measured last', () => {
  const missing = results.ratios
    .map(({ title, against, target, ratio, holds, own, bare }) =>
      row(
        title,
        against,
        ratio.median.toFixed(2),
        `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
        `${target.toFixed(2)}${holds ? '' : ', missed'}`,
        `${own.p50} · ${own.p99}`,
        `${bare.p50} · ${bare.p99}`,
      ),
    )
    .filter((line) => !page.includes(line))
  expect(missing).toEqual([])
})

test('the size and the start-up on the page are those that were measured last', () => {
  const { size, startup } = results
  const parts = size.parts.map(({ name, gzipped }) => `${name} ${kilobytes(gzipped)}`).join(', ')
  expect(page).toContain(`${kilobytes(size.gzipped)} kB: ${parts} | ${size.target} kB |`)
  for (const { name, gzipped } of size.features) {
    expect(page).toContain(row(name, `${kilobytes(gzipped)} kB`))
  }
  expect(page).toContain(`${startup.active} ms of processor`)
})

test('the operations and prices on the page are those that were measured last', () => {
  const missing = results.costs
    .map(({ title, count, total }) => {
      const { roundTrips, rowsRead, rowsWritten, kvReads, kvWrites, logLines } = count
      const counts = [roundTrips, rowsRead, rowsWritten, kvReads, kvWrites, logLines]
      return row(title, ...counts, `$${total.toFixed(2)}`)
    })
    .filter((line) => !page.includes(line))
  expect(missing).toEqual([])
})
