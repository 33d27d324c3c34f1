import { beforeEach, describe, expect, inject, test } from 'vitest'
import { MailFailure } from '../../src/core/letters/letters.ts'
import { type Resend, resend } from '../../src/mail/resend.ts'
import type { FailureMode, StoredMessage } from '../server/mail.ts'

const key = 're_Secret123'
const to = 'dudqo@example.com'
const from = '문지기 <no-reply@example.com>'
const letter = { subject: '인증 코드', text: 'Ab3dE9xZ\n', html: '<p>Ab3dE9xZ</p>' }

let box: string
let pauses: number[]

beforeEach(() => {
  box = `${inject('mailServer')}/${crypto.randomUUID()}`
  pauses = []
})

const mailer = (options: Partial<Resend> = {}) =>
  resend({
    url: `${box}/emails`,
    key,
    from,
    fetch,
    wait: async (milliseconds) => {
      pauses.push(milliseconds)
    },
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

describe('what may pass is tried once more', () => {
  test.each([500, 503, 429])('after %d, half a second later', async (status) => {
    await failNext(1, status)
    await mailer().send(to, letter, 'challenge-1')

    expect(await messages()).toHaveLength(1)
    expect(await attempts()).toBe(2)
    expect(pauses).toEqual([500])
  })

  test.each([
    [429, '1', 1000],
    [429, '2', 2000],
    [503, '0', 0],
  ])('after %d, when Retry-After is %s, as long later', async (status, retryAfter, pause) => {
    await failNext(1, status, retryAfter)
    await mailer().send(to, letter, 'challenge-1')

    expect(await messages()).toHaveLength(1)
    expect(pauses).toEqual([pause])
  })

  test.each([
    [500, 'the mail API refused: 500 application_error'],
    [429, 'the mail API refused: 429 rate_limit_exceeded'],
  ])('and no more than once after %d', async (status, reason) => {
    await failNext(2, status)
    const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

    expect(failure.message).toBe(reason)
    expect(await attempts()).toBe(2)
    expect(await messages()).toEqual([])
  })
})

describe('what will not pass soon is not tried again', () => {
  test.each<[FailureMode, string]>([
    ['quota', 'the mail API refused: 429 daily_quota_exceeded'],
    [400, 'the mail API refused: 400 validation_error'],
    [401, 'the mail API refused: 401 missing_api_key'],
    [403, 'the mail API refused: 403 invalid_api_key'],
    [409, 'the mail API refused: 409 concurrent_idempotent_requests'],
    [422, 'the mail API refused: 422 validation_error'],
    ['redirect', 'the mail API refused: 302 without a reason'],
    ['garbage', 'the mail API answered without an id'],
    ['empty', 'the mail API answered without an id'],
  ])('%s', async (mode, reason) => {
    await failNext(1, mode)
    const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

    expect(failure.message).toBe(reason)
    expect(await attempts()).toBe(1)
    expect(await messages()).toEqual([])
    expect(pauses).toEqual([])
  })

  test.each(['3', '86400', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1'])(
    'a Retry-After of %j',
    async (retryAfter) => {
      await failNext(1, 429, retryAfter)
      const failure = await failureOf(mailer().send(to, letter, 'challenge-1'))

      expect(failure.message).toBe('the mail API refused: 429 rate_limit_exceeded')
      expect(await attempts()).toBe(1)
    },
  )

  test.each<FailureMode>(['timeout', 'stall'])('%s', async (mode) => {
    await failNext(1, mode)
    const failure = await failureOf(mailer({ timeout: 200 }).send(to, letter, 'challenge-1'))

    expect(failure.message).toBe('the mail API did not answer in time')
    expect(await attempts()).toBe(1)
    expect(pauses).toEqual([])
  })

  test('timeout of the second attempt', async () => {
    await failNext(1, 'timeout')
    const answers = [async () => new Response(null, { status: 500 }), fetch]
    const calling: typeof fetch = (...request) => (answers.shift() ?? fetch)(...request)
    const failure = await failureOf(mailer({ fetch: calling, timeout: 200 }).send(to, letter, 'challenge-1'))

    expect(failure.message).toBe('the mail API did not answer in time')
    expect(answers).toEqual([])
    expect(pauses).toEqual([500])
  })

  // A refused connection in earnest makes workerd write a page of its own into the output.
  test('a connection that fails', async () => {
    const lost = new Error('Network connection lost.')
    const failure = await failureOf(
      mailer({ fetch: () => Promise.reject(lost) }).send(to, letter, 'challenge-1'),
    )

    expect(failure.message).toBe('the mail API was not reached')
    expect(failure.cause).toBe(lost)
    expect(pauses).toEqual([])
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
      await failNext(2, mode)
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
