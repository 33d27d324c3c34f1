import * as z from 'zod'
import {
  createDocument,
  type oas31,
  type ZodOpenApiComponentsObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi'
import { line } from '../core/transfer/row.ts'
import { hosted, SESSION } from '../http/credentials.ts'
import { cookie, type Description } from './describe.ts'
import { describeService, descriptions } from './descriptions.ts'
import { operationOf, SharedResponses } from './operations.ts'
import { type App, routesOf } from './routes.ts'

/** Whatever a route of these contracts can be signed with. */
const schemesOf = (contracts: Description[]) => ({
  cookie: cookie(hosted(SESSION), `Over http on localhost it is named \`${SESSION}\`.`),
  ...(Object.assign({}, ...contracts.map(({ schemes }) => schemes)) as Description['schemes']),
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } as const,
  operator: { type: 'http', scheme: 'bearer', description: 'The admin token.' } as const,
})

/** By the schema that checks it. */
function importLine(): oas31.SchemaObject {
  const { $schema: _, ...schema } = z.toJSONSchema(line(), { io: 'input' })
  const description = 'An account, as an import takes it and an export writes it.'
  return { description, ...schema } as oas31.SchemaObject
}

/** OpenAPI 3.1, of exactly what the app serves. Throws for a route that no contract describes, by its name. */
export function generate(app: App, contracts = descriptions) {
  const served = routesOf(app)
  const service = describeService(contracts)
  const described = new Map(
    service.flatMap(({ contract, routes }) =>
      Object.entries(routes).map(([key, route]) => [key, { contract, route }] as const),
    ),
  )
  const silent = [...served.keys()].filter((key) => !described.has(key))
  const gone = [...described.keys()].filter((key) => !served.has(key))
  if (silent.length > 0) throw new Error(`not described: ${silent.join(', ')}`)
  if (gone.length > 0) throw new Error(`described, and not served: ${gone.join(', ')}`)
  const securitySchemes = schemesOf(contracts)
  const asked = [...described.values()].flatMap(({ route }) => route.security ?? [])
  const unknown = asked.filter((scheme) => scheme !== 'none' && !(scheme in securitySchemes))
  if (unknown.length > 0) throw new Error(`no scheme is called ${unknown.join(', ')}`)

  const paths: ZodOpenApiPathsObject = {}
  const shared = new SharedResponses()
  for (const [key, { contract, route }] of described) {
    const one = served.get(key)
    if (!one) continue
    const path = one.path.replace(/:(\w+)/g, '{$1}')
    const operation = operationOf(contract, route, one, shared)
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operation }
  }
  const document = {
    openapi: '3.1.0' as const,
    info: {
      title: 'Munjigi',
      version: '1.0.0',
      description: 'Five login APIs and a native one, over one account store.',
      license: { name: 'All rights reserved', identifier: 'LicenseRef-Proprietary' },
      contact: { name: 'Whoever runs the service' },
    },
    servers: [{ url: '/' }],
    tags: service.map(({ contract, description }) => ({ name: contract.name, description })),
    paths,
    components: {
      securitySchemes,
      schemas: {
        ImportLine: importLine(),
        ...(shared.schemas as NonNullable<ZodOpenApiComponentsObject['schemas']>),
      },
    },
  }
  return createDocument(document, { override: leaveOpen })
}

/** Replies are checked to be exactly what is described; clients are to bear that fields are added. */
function leaveOpen({ jsonSchema }: { jsonSchema: object }) {
  if ('additionalProperties' in jsonSchema) delete jsonSchema.additionalProperties
  if ('type' in jsonSchema && ('const' in jsonSchema || 'enum' in jsonSchema)) delete jsonSchema.type
}
