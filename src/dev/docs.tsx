import { Hono } from 'hono'
import { raw } from 'hono/html'
import description from '../public/openapi.json'
import { type Schema, written } from './docs-schema.ts'

interface Media {
  schema: Schema
  examples?: Record<string, { value: unknown }>
}

interface Answer {
  description: string
  content?: Record<string, Media>
}

interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, unknown>[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Answer | { $ref: string }>
}

const paths = description.paths as unknown as Record<string, Record<string, Operation>>
const named = description.components.schemas as unknown as Record<string, Schema>
const shared = description.components.responses as unknown as Record<string, Answer>

const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
)

const resolved = (response: Answer | { $ref: string }): Answer | undefined =>
  '$ref' in response ? shared[response.$ref.split('/').at(-1) ?? ''] : response

const style = raw(`
  :root { color-scheme: light dark; --line: light-dark(#d8dade, #3a3d42); --faint: light-dark(#5c6068, #a3a7ae) }
  * { box-sizing: border-box }
  body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif }
  h1 { margin: 0; font-size: 1.5rem }
  h2 { margin: 2rem 0 .25rem; font-size: 1.25rem }
  h3 { margin: 1rem 0 .25rem; font-size: 1rem }
  p { margin: .25rem 0 }
  nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .75rem }
  a { color: inherit }
  details.operation { margin-top: .5rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem }
  summary { cursor: pointer; overflow-wrap: anywhere }
  .faint { color: var(--faint); font-size: .875rem }
  pre { margin: .25rem 0; padding: .5rem; overflow-x: auto; border: 1px solid var(--line); border-radius: .375rem;
    font: .8125rem/1.45 ui-monospace, monospace }
`)

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))

const Content = ({ content }: { content: Record<string, Media> }) => (
  <>
    {Object.entries(content).map(([type, { schema, examples = {} }]) => (
      <>
        <p class="faint">{type}</p>
        <pre>{written(schema, named)}</pre>
        {Object.entries(examples).map(([title, { value }]) => (
          <details>
            <summary class="faint">{title}</summary>
            <pre>{shown(value)}</pre>
          </details>
        ))}
      </>
    ))}
  </>
)

const signedBy = (security: Operation['security']) =>
  security.map((scheme) => Object.keys(scheme)[0] ?? 'nothing').join(' or ')

const Described = ({ operation }: { operation: (typeof operations)[number] }) => (
  <details class="operation" id={operation.operationId}>
    <summary>
      <strong>{operation.method}</strong> <code>{operation.path}</code> · {operation.summary}
    </summary>
    {operation.description && <p>{operation.description}</p>}
    {operation.security.length > 0 && <p class="faint">Signed by {signedBy(operation.security)}</p>}
    {operation.parameters?.map(({ name, in: place, required, schema }) => (
      <p>
        <code>{name}</code> in the {place}
        {required ? '' : ', optional'}: {written(schema, named)}
      </p>
    ))}
    {operation.requestBody && (
      <>
        <h3>Request</h3>
        <Content content={operation.requestBody.content} />
      </>
    )}
    {Object.entries(operation.responses).map(([status, response]) => (
      <>
        <h3>{status}</h3>
        <p>{resolved(response)?.description}</p>
        <Content content={resolved(response)?.content ?? {}} />
      </>
    ))}
  </details>
)

const DocsPage = () => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{description.info.title}</title>
        <style>{style}</style>
      </head>
      <body>
        <header>
          <h1>{description.info.title}</h1>
          <p>{description.info.description}</p>
          <nav>
            {description.tags.map(({ name }) => (
              <a href={`#${name}`}>{name}</a>
            ))}
            <a href="/openapi.json">openapi.json</a>
          </nav>
        </header>
        <main>
          {description.tags.map((tag) => (
            <section id={tag.name}>
              <h2>{tag.name}</h2>
              <p class="faint">{tag.description}</p>
              {operations
                .filter(({ tags }) => tags.includes(tag.name))
                .map((operation) => (
                  <Described operation={operation} />
                ))}
            </section>
          ))}
        </main>
      </body>
    </html>
  </>
)

/** The whole of /openapi.json to read, with nothing to load from elsewhere. */
export const docs = new Hono().get('/docs', (c) => {
  c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  c.header('Cache-Control', 'no-store')
  return c.html(<DocsPage />)
})
