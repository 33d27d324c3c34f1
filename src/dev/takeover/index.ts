import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { inspect, parseArgs } from 'node:util'
import { contracts } from '../../contracts/index.ts'
import { askOldService, type Hearing } from '../../contracts/old-service.ts'

const names = contracts.flatMap(({ name, takeover }) => (takeover ? [name] : []))

const USAGE = `npm run takeover -- --contract ${names.join('|')} --url https://old.example.com --login NAME

Asks the old service once, as the service will that takes it over, for the password that is typed on the terminal.
Tells what it answered, and how that is read. Nothing is stored anywhere.`

/** Typed unseen on a terminal; a line of standard input elsewhere. */
async function askForPassword(login: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(`Password of ${login}: `)
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: unseen, terminal: stdin.isTTY === true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    stderr.write('\n')
  }
}

const LONGEST_SHOWN = 24

/** Without what opens anything: tokens and hashes are long, and the password may come back in an answer. */
function withoutSecrets(value: unknown, password: string): unknown {
  if (typeof value === 'string') {
    const text = password === '' ? value : value.replaceAll(password, '***')
    return /^\S+$/.test(text) && text.length > LONGEST_SHOWN
      ? `${text.slice(0, 6)}… (${text.length} characters)`
      : text
  }
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, password))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutSecrets(one, password)]))
}

function* told({ heard, answer }: Hearing, password: string): Generator<string> {
  if (heard) {
    const { status, location, body } = heard
    yield `answered  ${status}${location === null ? '' : `, to ${location}`}`
    yield `          ${body === undefined ? 'no JSON' : inspect(withoutSecrets(body, password), { depth: 8 }).replaceAll('\n', '\n          ')}`
  }
  switch (answer.says) {
    case 'yes': {
      const shown = Object.entries(answer.profile).filter(
        ([, value]) => value !== undefined && value !== false,
      )
      const profile = shown.map(([name, value]) => `${name} ${value}`).join(', ')
      yield `read as   yes${profile === '' ? '' : `: ${profile}`}`
      break
    }
    case 'no':
      yield `read as   no: ${answer.because}`
      break
    case 'second step':
      yield 'read as   a second step: whoever has one there comes over by an import of the seed, or by mail'
      break
    case 'none of these':
      yield `read as   none of these: ${answer.reason}`
  }
}

try {
  const { values } = parseArgs({
    options: { contract: { type: 'string' }, url: { type: 'string' }, login: { type: 'string' } },
  })
  const { contract, url, login } = values
  const dialect = contracts.find(({ name }) => name === contract)?.takeover
  if (!dialect || !url || !login || URL.parse(url)?.origin !== url.replace(/\/$/, '')) throw new Error(USAGE)
  const password = await askForPassword(login)
  console.log(`asked     POST ${new URL(dialect.path, url)}`)
  const hearing = await askOldService(dialect, url, fetch, { login, password, ip: null })
  for (const line of told(hearing, password)) console.log(line)
  const { answer } = hearing
  if (answer.says === 'yes' && answer.leave !== null) {
    const left = await answer.leave().then(
      () => 'the session that it opened is ended',
      (error: Error) => error.message,
    )
    console.log(`left      ${left}`)
  }
  process.exitCode = answer.says === 'none of these' ? 1 : 0
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
