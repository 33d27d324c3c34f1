import { connect, type Socket } from 'node:net'

export interface Reply {
  status: number
  headers: string
  body: string
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  headers?: Record<string, string>
  /** Sent as JSON; a text as it stands. */
  body?: object | string
}

const HEAD_END = '\r\n\r\n'

/**
 * One keep-alive connection, one request at a time. Written on a bare socket, since node:http and fetch take as much
 * processor for a request as the worker does: then the client would be what is measured.
 */
export class Connection {
  readonly #socket: Socket
  readonly #host: string
  #received = ''
  #settle: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null

  constructor({ host, hostname, port }: URL) {
    this.#host = host
    this.#socket = connect(Number(port), hostname).setNoDelay().setEncoding('latin1')
    this.#socket.on('data', (text: string) => this.#receive(text))
    const fail = (error?: Error) => this.#settle?.reject(error ?? new Error('the connection was closed'))
    this.#socket.on('error', fail).on('close', () => fail())
  }

  send({ method, path, headers = {}, body }: Request): Promise<Reply> {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const isTyped = body === undefined || 'Content-Type' in headers
    const typed = isTyped ? '' : 'Content-Type: application/json\r\n'
    const length = `Content-Length: ${Buffer.byteLength(text)}\r\n`
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${given.join('')}${typed}${length}\r\n`
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(head + text)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(text: string): void {
    this.#received += text
    const end = this.#received.indexOf(HEAD_END)
    if (end === -1) return
    const headers = this.#received.slice(0, end)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(headers)?.[1] ?? 0)
    const start = end + HEAD_END.length
    if (this.#received.length < start + length) return
    const body = this.#received.slice(start, start + length)
    this.#received = ''
    const settle = this.#settle
    this.#settle = null
    settle?.resolve({ status: Number(headers.slice(9, 12)), headers, body })
  }
}
