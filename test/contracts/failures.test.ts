import { describe, expect, test } from 'vitest'
import { countHashes, DATABASE_DOWN, expectAnswer } from '../world/answers.ts'
import { type Harness, harness, START } from '../world/harness.ts'
import { tables } from './index.ts'
import type { Route } from './table.ts'

const LARGEST = 16 * 1024
const WRONG_PASSWORD = 'wrong-password'

/** A body of so many bytes that is a good one otherwise. */
function bodyOf(bytes: number, body: object): string {
  const empty = JSON.stringify({ ...body, padding: '' }).length
  return JSON.stringify({ ...body, padding: 'x'.repeat(bytes - empty) })
}

const unsized = (text: string) => new Blob([text]).stream()

/** The good body with one of its strings replaced, which is the login id or the password by its place. */
function replaceField({ body }: Route, place: number, value: string) {
  const name = Object.keys(body)[place] as string
  return { ...body, [name]: value }
}

describe.each(tables)(
  '$contract',
  ({ failures: { person, stranger, routes, wrong, unknown, nowhere, wrongMethods } }) => {
    const [login] = routes
    const signIn = (h: Harness, body: object) => h.request(login.method, login.path, { body })

    describe.each(routes)('$method $path', ({ method, path, body, optional = [], failure }) => {
      const fields = Object.keys(body)

      test.each([
        ['that is cut off', '{'],
        ['that is empty', ''],
        ['that is a form', 'a=b'],
        ['that is a list', '[]'],
        ['that is a text', '"text"'],
        ['that is a number', '1'],
        ['that is null', 'null'],
      ])('a body %s is a 400', async (_, raw) => {
        const h = await harness()
        expectAnswer(await h.request(method, path, { raw }), 400, failure(400))
      })

      test.each(
        fields.flatMap((field) =>
          [null, 1, true, ['text'], { text: 'text' }].map((value) => ({ field, value })),
        ),
      )('$field that is $value is a 400', async ({ field, value }) => {
        const h = await harness()
        expectAnswer(await h.request(method, path, { body: { ...body, [field]: value } }), 400, failure(400))
      })

      test.each(fields.filter((field) => !optional.includes(field)))('no %s is a 400', async (field) => {
        const h = await harness()
        const { [field]: _, ...rest } = body
        expectAnswer(await h.request(method, path, { body: rest }), 400, failure(400))
      })

      test.each([
        ['says its length', (raw: string) => ({ raw, headers: { 'Content-Length': String(raw.length) } })],
        ['does not say its length', (raw: string) => ({ raw: unsized(raw) })],
      ])('a body of more than 16 KiB that %s is a 413 before anything is hashed', async (_, options) => {
        const h = await harness()
        const hashes = await countHashes(async () => {
          const reply = await h.request(method, path, options(bodyOf(LARGEST + 1, body)))
          expectAnswer(reply, 413, failure(413))
        })
        expect(hashes).toBe(0)
      })
    })

    test('a body of 16 KiB is taken', async () => {
      const h = await harness()
      const raw = bodyOf(LARGEST, login.body)
      expectAnswer(await h.request(login.method, login.path, { raw }), ...unknown)
    })

    test.each(['GET', 'POST', 'PUT', 'DELETE'])('%s on an unknown path is a 404', async (method) => {
      const h = await harness()
      expectAnswer(await h.request(method, nowhere), 404, login.failure(404))
    })

    test.each(wrongMethods)(
      '$method $path is a 405 that allows $allow',
      async ({ method, path, allow, failure }) => {
        const h = await harness()
        const reply = await h.request(method, path)
        expectAnswer(reply, 405, failure(405))
        expect(reply.headers.get('Allow')).toBe(allow)
      },
    )

    test('wrong password and unknown login id are answered as documented', async () => {
      const h = await harness()
      await h.person(person)
      expectAnswer(await signIn(h, replaceField(login, 1, WRONG_PASSWORD)), ...wrong)
      expectAnswer(await signIn(h, replaceField(login, 0, stranger)), ...unknown)
    })

    test('the right password of a disabled account is answered like a wrong one', async () => {
      const h = await harness()
      await h.person({ ...person, disabledAt: START })
      expectAnswer(await signIn(h, login.body), ...wrong)
    })

    test('an unknown login id costs as much work as a wrong password', async () => {
      const h = await harness()
      const { passwordHash: imported, ...upgraded } = person
      await h.person(upgraded)
      expect(await countHashes(() => signIn(h, replaceField(login, 0, stranger)))).toBe(1)
      expect(await countHashes(() => signIn(h, replaceField(login, 1, WRONG_PASSWORD)))).toBe(1)
    })

    test('after five wrong passwords a login id waits, known or not', async () => {
      const h = await harness()
      await h.person(person)
      for (const name of [login.body, replaceField(login, 0, stranger)]) {
        const guess = replaceField({ ...login, body: name }, 1, WRONG_PASSWORD)
        for (let time = 0; time < 5; time++) await signIn(h, guess)
        const reply = await signIn(h, name)
        expectAnswer(reply, 429, login.failure(429))
        expect(reply.headers.get('Retry-After')).toBe('30')
      }
      h.clock.pass(30_000)
      expectAnswer(await signIn(h, replaceField(login, 1, WRONG_PASSWORD)), ...wrong)
    })

    test('a service that is not configured is a 500, and the log names what is missing', async () => {
      const h = await harness({ env: { CODE_KEY: '' } })
      expectAnswer(await signIn(h, login.body), 500, login.failure(500))
      expect(JSON.stringify(h.log)).toContain('CODE_KEY')
    })

    test('a failure of storage is a 500 without detail, and the log has the reason', async () => {
      const h = await harness({ env: DATABASE_DOWN })
      expectAnswer(await signIn(h, login.body), 500, login.failure(500))
      expect(h.log).toContainEqual(
        expect.objectContaining({ level: 'error', event: 'unexpected_failure', route: login.path }),
      )
      expect(JSON.stringify(h.log)).toContain('storage is down')
    })
  },
)

describe.each(tables.filter(({ door }) => door.asks.cookie !== undefined))(
  '$contract, which signs in by cookie',
  ({ failures: { routes, unknown } }) => {
    const [{ method, path, body, failure }] = routes
    const from = async (Origin: string) =>
      (await harness()).request(method, path, { body, headers: { Origin } })

    test.each(['https://evil.test', 'https://auth.test.evil.test', 'http://auth.test', 'null'])(
      'refuses what a page of %s sends',
      async (origin) => expectAnswer(await from(origin), 403, failure(403)),
    )

    test.each(['https://auth.test', 'https://app.test'])('takes what a page of %s sends', async (origin) =>
      expectAnswer(await from(origin), ...unknown),
    )
  },
)
