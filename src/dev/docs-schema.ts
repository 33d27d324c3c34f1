/** As much of JSON Schema as the document uses. */
export interface Schema {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  format?: string
  pattern?: string
}

/** The schema as one reads a type. */
export function written(schema: Schema, indent = ''): string {
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => written(one, indent)).join(' | ')
  if (schema.items) return `[${written(schema.items, indent)}]`
  if (schema.type !== 'object') return schema.format ?? schema.pattern ?? schema.type ?? 'any'
  const fields = Object.entries(schema.properties ?? {})
  if (fields.length === 0) return '{}'
  const deeper = `${indent}  `
  const lines = fields.map(
    ([name, field]) =>
      `${deeper}${name}${schema.required?.includes(name) ? '' : '?'}: ${written(field, deeper)}`,
  )
  return `{\n${lines.join('\n')}\n${indent}}`
}
