import { SERVICE } from './visitor.ts'

const LONGEST = 60_000
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

interface Mail {
  subject: string
  text: string
}

/** Newest first. */
export async function mailOf(to: string): Promise<Mail[]> {
  const reply = await fetch(`${SERVICE}/dev/mailbox/messages?${new URLSearchParams({ to })}`)
  return (await reply.json()) as Mail[]
}

/** The code in the newest letter; some letters are sent after the reply to what asked for them. */
export async function mailedCode(to: string): Promise<string> {
  const deadline = Date.now() + LONGEST
  for (;;) {
    const [newest] = await mailOf(to)
    const code = /^\s*([A-Za-z0-9]{8}(?:[A-Za-z0-9]{2})?)\s*$/m.exec(newest?.text ?? '')?.[1]
    if (code) return code
    if (Date.now() > deadline) throw new Error(`no code was mailed to ${to}`)
    await pause(100)
  }
}
