import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { accounts, events, places } from '../../../src/db/schema.ts'
import { takeoverDays } from '../../../src/db/takeover.ts'
import { HASH, importRows, linesOf } from '../../acts/operator.ts'
import { read } from '../../acts/pages.ts'
import { type Harness, harness, type RequestOptions } from '../../world/harness.ts'
import { range, watchedD1 } from '../../world/instruments.ts'
import { opened, tablesOf, textOf, upload } from './acts.ts'

const PATH = '/console/moving'
const REASON = 'The old service moves in'

const line = (username: string, more: object = {}) =>
  JSON.stringify({ username, password_hash: HASH, ...more })

async function world() {
  const h = await harness()
  const { cookies, look, send } = await opened(h)
  const uploaded = (fields: Record<string, string | Blob>, { headers }: RequestOptions = {}) => {
    const given = upload({ form: 'import', reason: REASON, ...fields })
    return h.request('POST', PATH, { ...given, cookies, headers: { ...given.headers, ...headers } })
  }
  return { h, cookies, look, send, uploaded }
}

const names = async (h: Harness) => (await h.db.select().from(places)).map(({ username }) => username)
const told = async (h: Harness, kind: string) =>
  (await h.db.select().from(events)).filter(({ what }) => what === kind).map(({ reason }) => reason)

describe('an import', () => {
  test('takes a file, tells what became of its lines, and is recorded with its reason', async () => {
    const { h, uploaded } = await world()
    await importRows(h, [{ username: 'one', password_hash: HASH }])
    const rows = [line('one'), line('two'), '', 'no json', line('three', { email: 'no address' })]
    const reply = await uploaded({ file: new Blob([rows.join('\n')]) })
    expect(read(reply)).toMatchObject({ status: 200, title: 'Import – Munjigi' })
    expect(textOf(reply)).toContain('The import is done. Imported 1 Unchanged 1 Refused 2')
    expect(tablesOf(reply)).toEqual({
      'Refused lines': [
        ['4', 'not_json', ''],
        ['5', 'bad_email', ''],
      ],
    })
    expect(reply.text).toContain('data-save="#refused" data-name="refused.ndjson"')
    expect(await names(h)).toEqual(['one', 'two'])
    expect(await told(h, 'import_begun')).toEqual([null, REASON])
  })

  test('takes lines that were typed, by a form with files and by one without', async () => {
    const { h, uploaded, send } = await world()
    expect((await uploaded({ rows: line('one'), file: new Blob([]) })).status).toBe(200)
    expect((await send(PATH, { form: 'import', reason: REASON, rows: line('two') })).status).toBe(200)
    expect(await names(h)).toEqual(['one', 'two'])
  })

  test('says nothing of refused lines where there are none', async () => {
    const { uploaded } = await world()
    const reply = await uploaded({ rows: line('one') })
    expect(textOf(reply)).toContain('Imported 1 Unchanged 0 Refused 0')
    expect(tablesOf(reply)).toEqual({})
  })

  test('is answered to a script by the lines of its report', async () => {
    const { uploaded } = await world()
    const given = { file: new Blob([`${line('one')}\nno json\n`]) }
    const reply = await uploaded(given, { headers: { Accept: 'application/x-ndjson' } })
    expect(reply.headers.get('Content-Type')).toBe('application/x-ndjson; charset=UTF-8')
    expect(linesOf(reply)).toEqual([
      { line: 2, reason: 'not_json' },
      { done: true, line: 2, imported: 1, unchanged: 0, refused: 1 },
    ])
  })

  test.each([
    ['a reason', { rows: line('one'), reason: ' ' }, 'import-reason'],
    ['a reason of one line', { rows: line('one'), reason: 'a\nb' }, 'import-reason'],
    ['any line', { file: new Blob([]), rows: '' }, 'import-file'],
  ])('without %s is not begun, and keeps what was typed', async (_, fields, missing) => {
    const { h, uploaded } = await world()
    const reply = await uploaded(fields as Record<string, string>)
    expect(read(reply).status).toBe(400)
    expect(Object.keys(read(reply).errors)).toEqual([missing])
    expect(reply.text).toContain(`<textarea id="import-rows"`)
    expect(await told(h, 'import_begun')).toEqual([])
    expect(await h.db.$count(accounts)).toBe(0)
  })

  test('that is no text, no form or too large is refused with a page', async () => {
    const { h, cookies, uploaded } = await world()
    expect((await uploaded({ file: new Blob([new Uint8Array([0xff, 0xfe, 0])]) })).status).toBe(400)
    expect((await uploaded({ file: new Blob(['x'.repeat(8 * 2 ** 20)]) })).status).toBe(413)
    const sent = (type: string, raw: string) =>
      h.request('POST', PATH, { cookies, raw, headers: { 'Content-Type': type } })
    expect((await sent('multipart/form-data; boundary=x', 'no form')).status).toBe(400)
    expect((await sent('multipart/form-data', 'no form')).status).toBe(415)
    expect((await sent('application/json', '{}')).status).toBe(415)
    const form = `form=import&reason=x&rows=${'x'.repeat(17_000)}`
    expect((await sent('application/x-www-form-urlencoded', form)).status).toBe(413)
    expect(await told(h, 'import_begun')).toEqual([])
  })

  test('is not read before the console is seen to be open', async () => {
    const { h } = await world()
    let pulled = 0
    const raw = new ReadableStream(
      {
        pull(controller) {
          pulled++
          controller.enqueue(new Uint8Array(65_536))
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { ...upload({}).headers, 'Content-Type': 'multipart/form-data; boundary=x' }
    expect((await h.request('POST', PATH, { raw, headers })).status).toBe(303)
    expect(pulled).toBe(0)
  })

  test('that breaks off says so, and what was taken before stays', async () => {
    const { h, uploaded } = await world()
    const rows = range(1200).map((at) => line(`n${at}`))
    let calls = 0
    const broken = watchedD1(env.DB, (texts) => {
      // Of three batches of rows the second.
      if (texts.some((text) => /^insert into "accounts"/.test(text)) && ++calls === 2)
        throw new Error('D1_ERROR: gone')
    })
    h.setEnv({ DB: broken })
    const reply = await uploaded({ file: new Blob([rows.join('\n')]) })
    h.setEnv({ DB: env.DB })
    expect(textOf(reply)).toContain('The import broke off. Send the same again')
    expect(textOf(reply)).toContain('Imported 500 Unchanged 0 Refused 0')
    expect(await h.db.$count(accounts)).toBe(500)
    expect(textOf(await uploaded({ file: new Blob([rows.join('\n')]) }))).toContain(
      'Imported 700 Unchanged 500',
    )
  })

  test('shows a thousand of the lines that were refused, and saves all', async () => {
    const { uploaded } = await world()
    const reply = await uploaded({ file: new Blob([range(1200).join('\n')]) })
    expect(tablesOf(reply)['Refused lines']).toHaveLength(1000)
    const saved = /<pre id="refused" hidden="">(.*?)<\/pre>/s.exec(reply.text)?.[1] ?? ''
    expect(saved.trim().split('\n')).toHaveLength(1200)
    expect(textOf(reply)).toContain('Refused 1200')
  })
})

describe('an export', () => {
  const asking = { form: 'export', reason: REASON, token: env.ADMIN_TOKEN }

  test('has every account, for a reason that is recorded', async () => {
    const { h, send } = await world()
    await importRows(h, [{ username: 'one', password_hash: HASH }])
    const reply = await send(PATH, asking)
    expect(reply.headers.get('Content-Disposition')).toBe('attachment; filename="accounts.ndjson"')
    expect(linesOf(reply)).toMatchObject([{ username: 'one', password_hash: HASH }])
    expect(await told(h, 'export_begun')).toEqual([REASON])
  })

  test('without a reason is none', async () => {
    const { h, send } = await world()
    const reply = await send(PATH, { ...asking, reason: '' })
    expect(read(reply).errors).toEqual({ 'export-reason': 'Error: Enter your reason.' })
    expect(await told(h, 'export_begun')).toEqual([])
  })

  test.each(['', 'wrong'])('with “%s” for the admin token is none', async (token) => {
    const { h, send } = await world()
    const reply = await send(PATH, { ...asking, token })
    expect([reply.status, reply.headers.get('Content-Type')]).toEqual([
      token === '' ? 400 : 401,
      'text/html; charset=UTF-8',
    ])
    expect(reply.text).toContain('id="export-token"')
    expect(await told(h, 'export_begun')).toEqual([])
  })
})

test('a takeover is told: who has come, who has not, and every day', async () => {
  const { h, look } = await world()
  expect(tablesOf(await look(PATH))).toEqual({ 'Refused lines': [] })
  await importRows(
    h,
    range(3).map((at) => ({ username: `old${at}`, takeover: 'ssafy' })),
  )
  await h.db.insert(takeoverDays).values([
    { contract: 'ssafy', day: '2026-01-14', adopted: 4, refused: 1 },
    { contract: 'ssafy', day: '2026-01-15', adopted: 2, faults: 3 },
  ])
  h.setEnv({ LEGACY_SSAFY_URL: 'https://old.test', LEGACY_SSAFY_MODE: 'listed' })
  const reply = await look(PATH)
  expect(textOf(reply)).toContain('Takeover of ssafy main · listed · 3 listed that have not come')
  expect(tablesOf(reply).ssafy).toEqual([
    ['All', '6', '1', '3'],
    ['2026-01-15', '2', '0', '3'],
    ['2026-01-14', '4', '1', '0'],
  ])
})
