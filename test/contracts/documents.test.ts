import { describe, expect, test } from 'vitest'
import { attributesOf, expectAnswer } from '../world/answers.ts'
import { harness } from '../world/harness.ts'
import { layOver, readBody, replaceTexts } from './example.ts'
import { tables } from './index.ts'

describe.each(tables)('$contract answers as its document says', ({ documents }) => {
  test.each(documents)('$request.method $request.path: $title', async (example) => {
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
