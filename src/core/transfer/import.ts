import type { Context } from '../context.ts'
import { OPERATORS } from '../operators/operators.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { type AccountRow, type RowFlaw, readRow } from './row.ts'
import { linesOf } from './split-lines.ts'
import { storeAccounts } from './store.ts'

const LONGEST_LINE = 16 * 1024
/** What is settled together, in one parameter of one statement: D1 takes 1 MB there. */
const MOST_ROWS = 500
const MOST_BYTES = 256 * 1024

interface Entry {
  line: number
  row: AccountRow | RowFlaw
}

const isRow = (row: Entry['row']): row is AccountRow => !('reason' in row)

/** What no two accounts share. */
const namesOf = ({ id, places, identities }: AccountRow): string[] => [
  ...places.flatMap(({ realm, username_key, email_key, external_id, number }) => [
    `username ${realm} ${username_key}`,
    ...(email_key === null ? [] : [`email ${realm} ${email_key}`]),
    ...(external_id === null ? [] : [`external id ${realm} ${external_id}`]),
    ...((number ?? id) === null ? [] : [`number ${realm} ${number ?? id}`]),
  ]),
  ...(id === null ? [] : [`id ${id}`]),
  ...identities.map(({ provider, subject }) => `identity ${JSON.stringify([provider, subject])}`),
]

/** Lines on their way to D1, no two of which want the same. */
class Batch {
  readonly entries: Entry[] = []
  readonly #names = new Set<string>()
  #bytes = 0

  takes({ row }: Entry, bytes: number): boolean {
    if (this.entries.length === 0) return true
    const fits = this.entries.length < MOST_ROWS && this.#bytes + bytes <= MOST_BYTES
    return fits && !(isRow(row) && namesOf(row).some((name) => this.#names.has(name)))
  }

  add(entry: Entry, bytes: number): void {
    this.entries.push(entry)
    this.#bytes += bytes
    if (isRow(entry.row)) for (const name of namesOf(entry.row)) this.#names.add(name)
  }
}

/**
 * Takes accounts in, each a line of JSON, no faster than the report is read and in memory that does not grow with their
 * number. An account that is there already stays as it is: the same import again changes nothing. The report, lines of
 * JSON too, tells of each line that is refused, in their order, and ends with the counts: `done` is whether the import
 * came to its end, `line` the last that was settled.
 */
export async function importAccounts(
  ctx: Context,
  chunks: AsyncIterable<Uint8Array>,
  reason?: string,
): Promise<AsyncGenerator<string>> {
  const by = { contract: OPERATORS, actor: 'operator', reason } as const
  const event = { ...by, accountId: null, what: 'import_begun' } as const
  await batch(ctx, record(ctx, event))
  return reportOf(ctx, chunks)
}

async function* reportOf(ctx: Context, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const counts = { line: 0, imported: 0, unchanged: 0, refused: 0 }
  try {
    let line = 0
    let batch = new Batch()
    for await (const bytes of linesOf(chunks, LONGEST_LINE)) {
      line++
      if (bytes?.every(isBlank)) continue
      const entry: Entry = { line, row: bytes === null ? { reason: 'too_long' } : await readRow(ctx, bytes) }
      const length = bytes?.length ?? 0
      if (!batch.takes(entry, length)) {
        yield* settle(ctx, batch, counts)
        batch = new Batch()
      }
      batch.add(entry, length)
    }
    yield* settle(ctx, batch, counts)
    ctx.log.info('accounts_imported', counts)
    yield `${JSON.stringify({ done: true, ...counts })}\n`
  } catch (error) {
    ctx.log.error('import_failed', error, counts)
    yield `${JSON.stringify({ done: false, ...counts })}\n`
  }
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x0d || byte === 0x09

async function* settle(
  ctx: Context,
  { entries }: Batch,
  counts: Record<'line' | 'imported' | 'unchanged' | 'refused', number>,
): AsyncGenerator<string> {
  const rows = entries.map(({ row }) => row).filter(isRow)
  const outcomes = await storeAccounts(ctx, rows)
  let report = ''
  for (const { line, row } of entries) {
    const outcome = isRow(row) ? outcomes.get(row) : row
    if (typeof outcome === 'string') counts[outcome]++
    else {
      counts.refused++
      report += `${JSON.stringify({ line, ...outcome })}\n`
    }
    counts.line = line
  }
  if (report !== '') yield report
}
