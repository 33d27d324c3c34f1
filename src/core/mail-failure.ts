interface Fault extends ErrorOptions {
  canRetry: boolean
  retryAfter?: number | undefined
  isTimeout?: boolean
}

/** The message is the reason, fit for a log: it never names the recipient, the letter or the key. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure'
  /** Whether another try may help: false where the mail API refuses the letter for good. */
  readonly canRetry: boolean
  /** Milliseconds that the mail API asks for before another try. */
  readonly retryAfter: number | undefined
  /** Whether the try took all the time that it may take. */
  readonly isTimeout: boolean

  constructor(message: string, { canRetry, retryAfter, isTimeout = false, ...options }: Fault) {
    super(message, options)
    this.canRetry = canRetry
    this.retryAfter = retryAfter
    this.isTimeout = isTimeout
  }
}
