import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from '@tsd/typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const CLIENT_TYPES = join(root, 'types/client.d.ts')

const HEAD = `// Made by \`npm run types:client\` of the routes and their schemas.
import type { Hono } from 'hono'
import type { BlankEnv } from 'hono/types'
`

/** What each type is for. */
const APIS = {
  NativeApi: "`hc<NativeApi>('https://auth.example.com')`: signing up and in, one's own account, recovery.",
  OperatorsApi: 'The same for the routes below `/admin`.',
}

/** A property's name as it stands in a type. */
const nameOf = (name: string) => (/^[a-z_$][\w$]*$/i.test(name) ? name : `'${name}'`)

/** The type with nothing of ours in it: literals, primitives, arrays and objects. */
function printed(checker: ts.TypeChecker, type: ts.Type): string {
  const print = (part: ts.Type) => printed(checker, part)
  if (type.flags & (ts.TypeFlags.EnumLike | ts.TypeFlags.ESSymbolLike | ts.TypeFlags.TypeParameter)) {
    throw new Error(`no type for others: ${checker.typeToString(type)}`)
  }
  if (type.isUnion() && !(type.flags & ts.TypeFlags.Boolean))
    return type.types.map(print).toSorted().join(' | ')
  if (type.isStringLiteral()) return `'${type.value}'`
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return checker.typeToString(type)
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference)
    return `Array<${item ? print(item) : 'never'}>`
  }
  if (type.getCallSignatures().length > 0)
    throw new Error(`no type for others: ${checker.typeToString(type)}`)
  const fields = checker.getPropertiesOfType(type).map((property) => {
    const isOptional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
    return `${nameOf(property.name)}${isOptional}: ${print(checker.getTypeOfSymbol(property))}`
  })
  return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`
}

/** The text of `types/client.d.ts`. */
function clientTypes(): string {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const file = join(root, 'src/api/index.ts')
  const program = ts.createProgram([file, join(root, 'src/env.d.ts')], {
    ...options,
    types: ['@cloudflare/workers-types'],
  })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol
  const apis = Object.entries(APIS).map(([name, what]) => {
    const symbol = checker.getExportsOfModule(module).find((one) => one.name === name) as ts.Symbol
    const [, schema] = checker.getTypeArguments(checker.getDeclaredTypeOfSymbol(symbol) as ts.TypeReference)
    const routes = checker.getPropertiesOfType(schema as ts.Type).map((path) => {
      const methods = checker.getPropertiesOfType(checker.getTypeOfSymbol(path)).map((method) => {
        const answers = checker.getTypeOfSymbol(method)
        const parts = answers.isUnion() ? answers.types : [answers]
        const lines = new Set(parts.map((part) => `      | ${printed(checker, part)}`))
        return `    ${method.name}:\n${[...lines].toSorted().join('\n')}`
      })
      return `  '${path.name}': {\n${methods.join('\n')}\n  }`
    })
    return `/** ${what} */\nexport type ${name} = Hono<BlankEnv, {\n${routes.join('\n')}\n}, '/'>\n`
  })
  return named(apis.join('\n'))
}

/** The output that most routes share is that of a refusal: it gets a name. */
function named(text: string): string {
  const counts = new Map<string, number>()
  for (const [, output = ''] of text.matchAll(/output: (\{.*?\}); (?:outputFormat|status): /g)) {
    counts.set(output, (counts.get(output) ?? 0) + 1)
  }
  const [[problem]] = [...counts].toSorted(([, a], [, b]) => b - a) as [[string, number]]
  const alias = `/** Problem details (RFC 9457): every refusal. */\nexport type Problem = ${problem}\n`
  return [HEAD, alias, text.replaceAll(`output: ${problem};`, 'output: Problem;')].join('\n')
}

if (process.argv[2] === '--print') process.stdout.write(clientTypes())
else writeFileSync(CLIENT_TYPES, clientTypes())
