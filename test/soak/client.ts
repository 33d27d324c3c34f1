import { Connection, type Reply, type Request } from '../bench/stage/connection.ts'

const PATIENCE = 30_000
/** workerd closes a connection that was idle for 5 seconds, perhaps as the next request goes out. */
const LONGEST_IDLE = 2000

/** As many connections as requests are under way; nothing here makes a request wait for another. */
export class Client {
  readonly #url: URL
  #idle: { connection: Connection; since: number }[] = []

  constructor(url: URL) {
    this.#url = url
  }

  /** Throws where no answer comes. */
  async send(request: Request): Promise<Reply> {
    const connection = this.#take()
    const patience = Promise.withResolvers<never>()
    const late = setTimeout(() => patience.reject(new Error(`no answer in ${PATIENCE} ms`)), PATIENCE)
    try {
      const reply = await Promise.race([connection.send(request), patience.promise])
      this.#idle.push({ connection, since: Date.now() })
      return reply
    } catch (error) {
      connection.close()
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  close(): void {
    for (const { connection } of this.#idle.splice(0)) connection.close()
  }

  #take(): Connection {
    const last = this.#idle.pop()
    if (last && last.since > Date.now() - LONGEST_IDLE) return last.connection
    if (last) {
      last.connection.close()
      this.close()
    }
    return new Connection(this.#url)
  }
}
