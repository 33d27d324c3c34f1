import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** What is wrong with the document, as its version of OpenAPI has it; empty for nothing. */
    openapiFaults: string
  }
}

/** The validator compiles schemas into code, which workerd does not let a worker do. */
export default async function validate(project: TestProject) {
  const file = `${project.config.root}/src/public/openapi.json`
  const validator = new Validator()
  const { valid, errors = '' } = await validator.validate(JSON.parse(readFileSync(file, 'utf8')))
  project.provide('openapiFaults', valid && validator.version === '3.1' ? '' : JSON.stringify(errors))
}
