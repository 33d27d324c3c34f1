import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { convert, sourceNames } from './convert/index.ts'
import { Report } from './convert/report.ts'

const USAGE = `npm run convert -- --from ${sourceNames.join('|')} FILE [--config FILE] [--provider OLD=NAME …] > accounts.ndjson

Writes the lines of an import, and tells on standard error what does not come along; - is standard input. A --provider is
one of the configuration, by its name in the export and here.`

const read = (file: string) => readFileSync(file === '-' ? 0 : file, 'utf8')

function renaming(given: string): [string, string] {
  const [, before = '', name = ''] = /^([^=]+)=([a-z0-9_]+)$/.exec(given) ?? []
  if (name === '') throw new Error(USAGE)
  return [before, name]
}

try {
  const { values, positionals } = parseArgs({
    options: {
      from: { type: 'string' },
      config: { type: 'string' },
      provider: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (!values.from || !file || more.length > 0) throw new Error(USAGE)
  const report = new Report()
  const config = values.config === undefined ? null : read(values.config)
  const renamed = new Map((values.provider ?? []).map(renaming))
  for await (const line of convert(values.from, read(file), config, report, renamed))
    process.stdout.write(`${line}\n`)
  for (const line of report.lines) console.error(line)
  console.error(report.summary())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
