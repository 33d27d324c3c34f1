import { describe, expect, test } from 'vitest'
import { contracts } from '../../src/contracts/index.ts'
import { attributesOf, expectAnswer } from '../world/answers.ts'
import { harness } from '../world/harness.ts'
import { documents, layOver, readBody, replaceTexts } from './documents.ts'

test('every contract has its document', () => {
  expect(documents.map(({ contract }) => contract)).toEqual(contracts.map(({ name }) => name))
})

describe.each(documents)('$contract answers as its document says', ({ examples }) => {
  test.each(examples)('$request.method $request.path: $title', async (example) => {
    const { accounts, before, request, instead, env, answer, ours = {} } = example
    const h = await harness()
    for (const person of accounts) await h.person(person)
    const made = (await before?.(h)) ?? {}
    h.setEnv(env ?? {})

    const { method, path, params, headers, body } = replaceTexts(request, { ...instead, ...made.instead })
    const query = params === undefined ? '' : `?${new URLSearchParams(JSON.parse(params))}`
    const reply = await h.request(method, `${path}${query}`, {
      ...(headers && { headers }),
      ...(body !== undefined && { raw: body }),
      ...(made.cookies && { cookies: made.cookies }),
    })

    expectAnswer(reply, ours.status ?? answer.status, layOver(readBody(answer.body), ours.body ?? {}))
    expect(attributesOf(reply)).toEqual(ours.cookies ?? {})
    for (const [name, text] of Object.entries({ ...answer.headers, ...ours.headers })) {
      expect(reply.headers.get(name)).toMatch(text)
    }
  })
})
