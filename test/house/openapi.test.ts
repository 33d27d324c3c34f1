import { describe, expect, inject, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { docs } from '../../src/dev/docs.ts'
import type { Description } from '../../src/openapi/describe.ts'
import { describeService } from '../../src/openapi/descriptions.ts'
import { generate } from '../../src/openapi/generate.ts'
import { bodyOf } from '../../src/openapi/operations.ts'
import { ADVICE } from '../../src/openapi/problems/advice.ts'
import { problemPages } from '../../src/openapi/problems/pages.ts'
import { answersOf, routesOf } from '../../src/openapi/routes.ts'
import committed from '../../src/public/openapi.json'
import { layOver, readBody, replaceTexts } from '../contracts/example.ts'
import { tables } from '../contracts/index.ts'
import type {} from '../server/openapi.ts'
import { ACCESS } from '../walks/access.ts'
import { harness } from '../world/harness.ts'
import { createService, descriptions } from '../world/service.ts'

interface Media {
  examples?: Record<string, { value: unknown }>
}
interface Answer {
  content?: Record<string, Media>
}
interface Operation {
  operationId: string
  security: Record<string, unknown>[]
  parameters?: { name: string; example?: unknown }[]
  requestBody?: Answer
  responses: Record<string, Answer | { $ref: string }>
}

/** What the whole service of the tests is described as. */
const document = JSON.parse(JSON.stringify(generate(createService(), descriptions))) as typeof committed
const paths = document.paths as unknown as Record<string, Record<string, Operation>>
const shared = document.components.responses as Record<string, Answer>

const operation = (route: string): Operation | undefined => {
  const [method = '', path = ''] = route.replace(/:(\w+)/g, '{$1}').split(' ')
  return paths[path]?.[method.toLowerCase()]
}
const resolved = (answer: Answer | { $ref: string } | undefined): Answer =>
  (answer && '$ref' in answer ? shared[answer.$ref.split('/').at(-1) ?? ''] : answer) ?? {}
const examplesOf = ({ content = {} }: Answer): unknown[] =>
  Object.values(content).flatMap(({ examples = {} }) => Object.values(examples).map(({ value }) => value))

const served = routesOf(createService())
const routes = describeService(descriptions).flatMap(({ contract, routes }) =>
  Object.entries(routes).flatMap(([key, route]) => {
    const one = served.get(key)
    return one ? [{ key, route, takes: one.takes, answers: answersOf(contract, route, one) }] : []
  }),
)

test('the document is what the routes and their schemas say: npm run openapi writes it', async () => {
  const fresh = `${JSON.stringify(generate(createApp()), null, 2)}\n`
  await expect(fresh).toMatchFileSnapshot('../../src/public/openapi.json')
})

describe('each problem', () => {
  const pages = problemPages()

  test.each([...pages])('%s has the page that its words say', async (code, page) => {
    await expect(page).toMatchFileSnapshot(`../../src/public/problems/${code}.html`)
  })

  test('has advice, and no other has', () => {
    expect(Object.keys(ADVICE).toSorted()).toEqual([...pages.keys()].toSorted())
  })
})

test('the document is valid OpenAPI 3.1', () => {
  expect(inject('openapiFaults')).toBe('')
})

test.each([...served.keys()])('%s is in the document', (route) => {
  expect(operation(route)).toBeDefined()
})

test('every operation has a name that no other has, and those of no contract one of their own', () => {
  const ids = Object.values(paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  )
  expect(ids.filter((id) => !/^[a-z]+[A-Za-z\d]*$/.test(id))).toEqual([])
  expect(ids.filter((id) => /^(native|operators|operations)[A-Z]/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})

test('a route that is not described is told by its name', () => {
  const app = createService()
  app.get('/undescribed', (c) => c.body(null))
  expect(() => generate(app, descriptions)).toThrow('not described: GET /undescribed')
})

test('a scheme that nobody has is told by its name', () => {
  const [first, ...others] = descriptions
  const [route] = Object.keys(first?.routes ?? {})
  const asking = {
    ...first,
    routes: { ...first?.routes, [String(route)]: { summary: '', answers: {}, security: ['seal'] } },
  }
  expect(() => generate(createService(), [asking as Description, ...others])).toThrow(
    'no scheme is called seal',
  )
})

test('the document is served as it is', async () => {
  const { status, body } = await (await harness()).request('GET', '/openapi.json')
  expect(status).toBe(200)
  expect(body).toEqual(committed)
})

test.each(routes.map((one) => [one.key, one] as const))('%s has good examples only', (_, one) => {
  for (const sent of Object.values((one.takes.json && one.route.bodyExamples) ?? {})) {
    expect(one.takes.json?.safeParse(sent).error).toBeUndefined()
  }
  for (const answers of one.answers.values()) {
    for (const { type, examples = {} } of answers) {
      const schema = bodyOf(answers.filter((answer) => answer.type === type))
      for (const value of Object.values(examples)) expect(schema.safeParse(value).error).toBeUndefined()
    }
  }
})

/** Of the routes that the document describes. */
const access = Object.entries(ACCESS).filter(([route]) => served.has(route))

test.each(access)('%s asks for what it insists on', (route, { may }) => {
  const schemes = operation(route)?.security.map((scheme) => Object.keys(scheme)[0] ?? 'none')
  expect(schemes?.includes('operator')).toBe(may === 'admin')
})

const open = access.flatMap(([route, { may }]) => (may === 'open' ? [route] : []))
test.each(open)('%s insists on no session', (route) => {
  const schemes = operation(route)?.security.map((scheme) => Object.keys(scheme)[0] ?? 'none')
  expect([[], ['reset', 'none']]).toContainEqual(schemes)
})

describe.each(tables)('$contract', ({ documents }) => {
  test.each(documents)('$title', ({ request, instead = {}, answer, ours = {} }) => {
    const slips = Object.fromEntries(Object.entries(instead).filter(([text]) => text === request.path))
    const { method, path, params } = replaceTexts(request, slips)
    const described = operation(`${method} ${path}`)
    const sent = request.body ? [JSON.parse(request.body)] : []
    expect(examplesOf(described?.requestBody ?? {})).toEqual(expect.arrayContaining(sent))
    const asked = described?.parameters?.map(({ name, example }) => [name, example]) ?? []
    expect(Object.fromEntries(asked)).toEqual(params ? JSON.parse(params) : expect.any(Object))

    const documented = readBody(answer.body)
    const shown = examplesOf(resolved(described?.responses[ours.status ?? answer.status]))
    const said = [documented, layOver(documented, ours.body ?? {})]
    expect(
      said.some((body) => shown.some((example) => saysAll(example, body))),
      JSON.stringify(shown),
    ).toBe(true)
  })
})

/** Fields may be added to what is documented. */
const saysAll = (example: unknown, documented: unknown): boolean => {
  try {
    expect({ example }).toMatchObject({ example: documented })
    return true
  } catch {
    return false
  }
}

describe('the reference page', () => {
  test('and its script load nothing from elsewhere', async () => {
    const page = await docs.request('/docs')
    expect(await page.text()).not.toMatch(/https?:/)
    expect(page.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; (?!.*https?:)/)
    const script = await docs.request('/docs/scalar.js')
    expect([script.status, script.headers.get('Content-Type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
    expect(await script.text()).toContain('@scalar/api-reference')
  })

  test('is not deployed', async () => {
    for (const path of ['/docs', '/docs/scalar.js'])
      expect((await (await harness()).request('GET', path)).status).toBe(404)
  })
})
