/** The records of a file: an array of JSON, a line of JSON each, or CSV with a line of names. */
export function recordsOf(text: string): unknown[] {
  const start = text.trimStart()
  if (start.startsWith('[')) return JSON.parse(text)
  if (start.startsWith('{')) return linesOf(text).map((line) => JSON.parse(line))
  return csv(text)
}

export const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

/** RFC 4180. */
function csv(text: string): Record<string, string>[] {
  const [names = [], ...rows] = cellsOf(text.replace(/^\ufeff/, ''))
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])))
}

function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex
    const [whole, quoted, plain = '', end] = cell.exec(text) ?? []
    if (whole === undefined) throw new Error(`no CSV: line ${text.slice(0, at).split('\n').length}`)
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',' && cell.lastIndex < text.length) rows.push([])
    if (whole === '') break
  }
  return rows.filter((row) => row.length > 1 || row[0] !== '')
}

/** What may be JSON inside of JSON or CSV; null for what is none. */
export function nested(given: unknown): unknown {
  if (typeof given !== 'string') return given
  try {
    return JSON.parse(given)
  } catch {
    return null
  }
}
