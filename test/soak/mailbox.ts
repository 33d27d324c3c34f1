import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json as readJson } from 'node:stream/consumers'

const PATIENCE = 30_000

interface Letter {
  to: [string]
  subject: string
  text: string
}

interface Waiter {
  subject: RegExp
  give: (letter: Letter | null) => void
}

/** Which letter it is, in the language of a request that names none. */
export const LETTERS = {
  resetCode: /재설정 인증 코드|password reset code/,
  passwordChanged: /비밀번호가 변경되었습니다|password was changed/,
  signUpCode: /가입 인증 코드|sign-up code/,
}

export const codeIn = ({ text }: Letter): string =>
  /^[A-Za-z0-9]{8}(?:[A-Za-z0-9]{2})?$/m.exec(text)?.[0] ?? ''

/** The mail API, over real HTTP: one that fails for an address when it is told to, and wakes who waits for a letter. */
export class Mailbox {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy())
  })
  readonly #key: string
  readonly #sent = new Map<string, string>()
  readonly #waiting = new Map<string, Waiter[]>()
  readonly #failures = new Map<string, { status: number; times: number }>()

  constructor(key: string) {
    this.#key = key
  }

  /** The URL to post letters to. */
  async open(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/emails`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** The next such letter to the address; null if none comes. */
  next(to: string, subject: RegExp, patience = PATIENCE): Promise<Letter | null> {
    return new Promise((resolve) => {
      const give = (letter: Letter | null) => {
        clearTimeout(late)
        this.#waiting.set(
          to,
          this.#waitersOf(to).filter((waiter) => waiter.give !== give),
        )
        resolve(letter)
      }
      const late = setTimeout(() => give(null), patience)
      this.#waiting.set(to, [...this.#waitersOf(to), { subject, give }])
    })
  }

  /** Refuses the next attempts at the address, and no others. */
  fail(to: string, status: number, times: number): void {
    if (times > 0) this.#failures.set(to, { status, times })
    else this.#failures.delete(to)
  }

  failuresLeft(to: string): number {
    return this.#failures.get(to)?.times ?? 0
  }

  #waitersOf(to: string): Waiter[] {
    return this.#waiting.get(to) ?? []
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const letter = (await readJson(request)) as Letter
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${this.#key}`)
      return reply(403, { name: 'invalid_api_key' })

    const [to] = letter.to
    const failure = this.#failures.get(to)
    if (failure) {
      if (--failure.times === 0) this.#failures.delete(to)
      return reply(failure.status, { name: failure.status < 500 ? 'validation_error' : 'application_error' })
    }
    const key = String(request.headers['idempotency-key'])
    const id = this.#sent.get(key) ?? randomUUID()
    if (!this.#sent.has(key)) {
      this.#sent.set(key, id)
      this.#waitersOf(to)
        .find(({ subject }) => subject.test(letter.subject))
        ?.give(letter)
    }
    return reply(200, { id })
  }
}
