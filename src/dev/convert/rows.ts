import { linesOf } from './records.ts'
import type { Report } from './report.ts'
import { strengthen } from './strengthen.ts'

const AT_A_TIME = 16

/** Rows of an import, as they are but for hashes that no import takes. */
export async function* linesOfRows(file: string, report: Report): AsyncGenerator<string> {
  const lines = linesOf(file)
  for (let at = 0; at < lines.length; at += AT_A_TIME) {
    const some = lines
      .slice(at, at + AT_A_TIME)
      .map((line, index) => strong(line, `line ${at + index + 1}`, report))
    for (const line of await Promise.all(some)) if (line !== null) yield line
  }
}

async function strong(line: string, place: string, report: Report): Promise<string | null> {
  let row: Record<string, unknown>
  try {
    row = JSON.parse(line)
  } catch {
    report.leftOut(place, 'no JSON')
    return null
  }
  report.written()
  if (typeof row.password_hash !== 'string') return line
  const { hash, isWrapped, why } = await strengthen(row.password_hash)
  if (why) report.remark(place, 'password left out', why)
  if (isWrapped) report.count('passwords hashed once more')
  return JSON.stringify({ ...row, password_hash: hash })
}
