import { beforeEach, describe, expect, inject, test } from 'vitest'
import { MailFailure } from '../../src/core/mail-failure.ts'
import { type Resend, resend } from '../../src/mail/resend.ts'
import type { FailureMode, StoredMessage } from '../server/mail.ts'
import { answersBegun, deadlines, realDeadlines } from '../world/deadlines.ts'

const key = 're_Secret123'
const to = 'dudqo@example.com'
const from = '문지기 <no-reply@example.com>'
const letter = { subject: '인증 코드', text: 'Ab3dE9xZ\n', html: '<p>Ab3dE9xZ</p>' }

let box: string

beforeEach(() => {
  box = `${inject('mailServer')}/${crypto.randomUUID()}`
})

const mailer = (options: Partial<Resend> = {}) =>
  resend({
    url: `${box}/emails`,
    key,
    from,
    fetch,
    ...options,
  })

const failNext = (times: number, mode: FailureMode, retryAfter?: string) =>
  fetch(`${box}/fail`, { method: 'POST', body: JSON.stringify({ mode, times, retryAfter }) })

const messages = async () => (await fetch(`${box}/messages`)).json<StoredMessage[]>()
const attempts = async () => (await (await fetch(`${box}/attempts`)).json<{ count: number }>()).count

/** The failure of a send that must fail. */
async function failureOf(sending: Promise<void>) {
  const failure = await sending.catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(MailFailure)
  return failure as MailFailure
}

describe('a letter that the mail API takes', () => {
  test('arrives word for word, with the key and the idempotency key', async () => {
    await mailer().send(to, letter, 'challenge-1')

    expect(await messages()).toEqual([
      {
        ...letter,
        id: expect.any(String),
        at: expect.any(String),
        to,
        from,
        idempotencyKey: 'challenge-1',
        authorization: `Bearer ${key}`,
      },
    ])
  })

  test('is stored once however often its idempotency key is sent', async () => {
    await mailer().send(to, letter, 'challenge-1')
    await mailer().send(to, letter, 'challenge-1')
    await mailer().send(to, letter, 'challenge-2')

    expect((await messages()).map((message) => message.idempotencyKey)).toEqual([
      'challenge-2',
      'challenge-1',
    ])
  })

  test.each([
    ['an empty idempotency key', ''],
    ['an idempotency key of 257 characters', 'k'.repeat(257)],
  ])('never has %s', async (_, idempotencyKey) => {
    await expect(mailer().send(to, letter, idempotencyKey)).rejects.toThrow(RangeError)
    expect(await attempts()).toBe(0)
  })

  test('may have an idempotency key of 256 characters', async () => {
    await mailer().send(to, letter, 'k'.repeat(256))

    expect(await messages()).toHaveLength(1)
  })
})

describe('a letter is posted once, and its failure says whether another try may help:', () => {
  test.each<[FailureMode, string]>([
    [500, 'the mail API refused: 500 application_error'],
    [503, 'the mail API refused: 503 application_error'],
    [429, 'the mail API refused: 429 rate_limit_exceeded'],
    [409, 'the mail API refused: 409 concurrent_idempotent_requests'],
  ])('it may after %s', async (mode, reason) => {
    await failNext(1, mode)
    const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

    expect(failure).toMatchObject({ message: reason, canRetry: true, isTimeout: false })
    expect(failure.retryAfter).toBeUndefined()
    expect(await attempts()).toBe(1)
    expect(await messages()).toEqual([])
  })

  test.each<[FailureMode, string]>([
    ['quota', 'the mail API refused: 429 daily_quota_exceeded'],
    [400, 'the mail API refused: 400 validation_error'],
    [401, 'the mail API refused: 401 missing_api_key'],
    [403, 'the mail API refused: 403 invalid_api_key'],
    [422, 'the mail API refused: 422 validation_error'],
    ['redirect', 'the mail API refused: 302 without a reason'],
    ['garbage', 'the mail API answered without an id'],
    ['empty', 'the mail API answered without an id'],
  ])('it may not after %s', async (mode, reason) => {
    await failNext(1, mode)
    const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

    expect(failure).toMatchObject({ message: reason, canRetry: false })
    expect(await attempts()).toBe(1)
    expect(await messages()).toEqual([])
  })

  test.each([
    ['0', 0],
    ['1', 1000],
    ['86400', 86_400_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', Number.POSITIVE_INFINITY],
    ['-1', Number.POSITIVE_INFINITY],
  ])('after a Retry-After of %j, so much later', async (retryAfter, pause) => {
    await failNext(1, 429, retryAfter)
    const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

    expect(failure).toMatchObject({ canRetry: true, retryAfter: pause })
  })

  test.each<FailureMode>(['timeout', 'stall'])('it may after a %s', async (mode) => {
    const begun = answersBegun()
    const lengths = deadlines(async () => (mode === 'timeout' ? await attempts() : begun()) > 0)
    await failNext(1, mode)
    const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

    expect(lengths).toEqual([5000])
    expect(failure.message).toBe('the mail API did not answer in time')
    expect(failure).toMatchObject({ canRetry: true, isTimeout: true })
    expect(await attempts()).toBe(1)
  })

  // A refused connection in earnest makes workerd write a page of its own into the output.
  test('it may after a connection that fails', async () => {
    const lost = new Error('Network connection lost.')
    const failure = await failureOf(
      mailer({ fetch: () => Promise.reject(lost) }).send(to, letter, 'challenge-1'),
    )

    expect(failure.message).toBe('the mail API was not reached')
    expect(failure).toMatchObject({ canRetry: true, isTimeout: false, cause: lost })
  })
})

describe('a success needs an id', () => {
  test.each(['{}', '{"id":""}', '{"id":7}', '[]', 'null', '"id"', '{"id":"a"'])(
    '%s is none',
    async (body) => {
      const failure = await failureOf(
        mailer({ fetch: async () => new Response(body) }).send(to, letter, 'challenge-1'),
      )

      expect(failure.message).toBe('the mail API answered without an id')
    },
  )
})

describe('a failure tells a log no secret', () => {
  test('when the API repeats the letter, the address and the key', async () => {
    const echo = { name: `${key} ${to}`, message: `${letter.text} ${to} ${key}` }
    const echoing = mailer({ fetch: async () => Response.json(echo, { status: 422 }) })
    const failure = await failureOf(echoing.send(to, letter, 'challenge-1'))

    expect(failure.message).toBe('the mail API refused: 422 without a reason')
    expect(failure.cause).toBeUndefined()
  })

  test.each<FailureMode>([403, 500, 'quota', 'timeout', 'garbage', 'redirect'])(
    'when it is %s',
    async (mode) => {
      realDeadlines()
      await failNext(1, mode)
      const failure = await failureOf(mailer({ timeout: 200 }).send(to, letter, 'challenge-1'))
      const logged = `${failure.stack} ${failure.cause} ${JSON.stringify(failure)}`

      expect(logged).not.toMatch(/re_Secret123|dudqo|Ab3dE9xZ/)
    },
  )

  test('when the key cannot be a header', async () => {
    const failure = await failureOf(
      mailer({ key: 're_Secret123\nre_Secret123' }).send(to, letter, 'challenge-1'),
    )

    expect(`${failure.stack} ${failure.cause}`).not.toContain('re_Secret123')
  })
})

test('an endless body is cancelled after its opening', async () => {
  let sent = 0
  let cancelled = false
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 4096
        controller.enqueue(new Uint8Array(4096).fill(0x20))
      },
      cancel: () => {
        cancelled = true
      },
    })
  const flooding = mailer({ fetch: async () => new Response(endless(), { status: 400 }) })
  const failure = await failureOf(flooding.send(to, letter, 'challenge-1'))

  expect(failure.message).toBe('the mail API refused: 400 without a reason')
  expect(cancelled).toBe(true)
  expect(sent).toBeLessThan(20_000)
})
