/** As much of JSON Schema as the document uses. */
export interface Schema {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  const?: unknown
  enum?: unknown[]
  format?: string
  pattern?: string
}

/** The schema as one reads a type. */
export function written(schema: Schema, named: Record<string, Schema>, indent = ''): string {
  if (schema.$ref) return written(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named, indent)
  if (schema.allOf) return written(merged(schema.allOf, named), named, indent)
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((one) => written(one, named, indent)).join(' | ')
  if (schema.items) return `[${written(schema.items, named, indent)}]`
  if (schema.type !== 'object') return schema.format ?? schema.pattern ?? schema.type ?? 'any'
  const fields = Object.entries(schema.properties ?? {})
  if (fields.length === 0) return '{}'
  const deeper = `${indent}  `
  const lines = fields.map(
    ([name, field]) =>
      `${deeper}${name}${schema.required?.includes(name) ? '' : '?'}: ${written(field, named, deeper)}`,
  )
  return `{\n${lines.join('\n')}\n${indent}}`
}

/** All of them as one: of a field that several have, the last is the narrowest. */
function merged(parts: Schema[], named: Record<string, Schema>): Schema {
  const resolved = parts.map((part) => (part.$ref ? (named[part.$ref.split('/').at(-1) ?? ''] ?? {}) : part))
  return {
    type: 'object',
    properties: Object.assign({}, ...resolved.map(({ properties }) => properties)),
    required: resolved.flatMap(({ required = [] }) => required),
  }
}
