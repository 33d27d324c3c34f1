import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { contracts } from './contracts.ts'
import type { Scheme } from './describe.ts'
import { operationOf, SharedResponses } from './operations.ts'
import { type App, routesOf } from './routes.ts'

const cookie = (name: string, description: string) =>
  ({ type: 'apiKey', in: 'cookie', name, description }) as const

const securitySchemes = {
  cookie: cookie('__Host-munjigi_session', 'Over http on localhost it is named `munjigi_session`.'),
  session: cookie('session', "transcendence's documented cookie."),
  reset: cookie('reset', 'The right to set the password, once.'),
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  operator: { type: 'http', scheme: 'bearer', description: 'The admin token.' },
} as const satisfies Record<Exclude<Scheme, 'none'>, object>

/** OpenAPI 3.1, of exactly what the app serves. Throws for a route that no contract describes, by its name. */
export function generate(app: App) {
  const served = routesOf(app)
  const described = new Map(
    contracts.flatMap((contract) =>
      Object.entries(contract.routes).map(([key, route]) => [key, { contract, route }] as const),
    ),
  )
  const silent = [...served.keys()].filter((key) => !described.has(key))
  const gone = [...described.keys()].filter((key) => !served.has(key))
  if (silent.length > 0) throw new Error(`not described: ${silent.join(', ')}`)
  if (gone.length > 0) throw new Error(`described, and not served: ${gone.join(', ')}`)

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
    },
    servers: [{ url: '/' }],
    tags: contracts.map(({ name, description }) => ({ name, description })),
    paths,
    components: { securitySchemes },
  }
  return createDocument(document, { override: leaveOpen })
}

/** Replies are checked to be exactly what is described; clients are to bear that fields are added. */
function leaveOpen({ jsonSchema }: { jsonSchema: object }) {
  if ('additionalProperties' in jsonSchema) delete jsonSchema.additionalProperties
  if ('type' in jsonSchema && ('const' in jsonSchema || 'enum' in jsonSchema)) delete jsonSchema.type
}
