import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, PASSWORD, usernameOf } from '../bench/stage/accounts.ts'
import { bundle } from '../bench/stage/bundle.ts'
import { type Stage, stage } from '../bench/stage/stage.ts'
import { byHeyApi } from './clients/hey-api.ts'
import { byOpenapiFetch } from './clients/openapi-fetch.ts'

let directory: string
let world: Stage
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'munjigi-document-'))
  const munjigi = await bundle(join(directory, 'bundle'))
  world = await stage(join(directory, 'state'), [{ name: 'munjigi', bundle: munjigi, database: 'document' }])
  await fill(await world.database('munjigi'), 2, { iterations: 10, rounds: 1 })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

test.each([
  ['openapi-typescript and openapi-fetch', byOpenapiFetch, 1],
  ['hey-api', byHeyApi, 2],
] as const)('a client that %s made of the document is told what its types say', async (_, tryOut, id) => {
  const url = world.url('munjigi').href.replace(/\/$/, '')
  expect(await tryOut(url, usernameOf(id), PASSWORD)).toEqual({
    pointers: ['/username', '/email', '/password'],
    nickname: '새 이름',
    kind: 'token',
    ended: 204,
  })
})
