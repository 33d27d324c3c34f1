import { raw } from 'hono/html'
import type { Message } from './messages.ts'

const SHOWN = 100

const style = raw(`
  :root { color-scheme: light dark; --line: light-dark(#d8dade, #3a3d42); --faint: light-dark(#5c6068, #a3a7ae) }
  * { box-sizing: border-box }
  body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif }
  header, nav { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem }
  header { justify-content: space-between; margin-bottom: 1rem }
  h1 { margin: 0; font-size: 1.25rem }
  h2 { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere }
  a.button, button { padding: .5rem .9rem; border: 1px solid var(--line); border-radius: .5rem; font: inherit;
    color: inherit; background: none; text-decoration: none; cursor: pointer }
  article { margin-bottom: 1rem; padding: 1rem; border: 1px solid var(--line); border-radius: .75rem }
  .from { margin: .25rem 0 0; color: var(--faint); font-size: .875rem; overflow-wrap: anywhere }
  pre { margin: .75rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
  summary { cursor: pointer; color: var(--faint) }
  iframe { display: block; width: 100%; height: 24rem; margin-top: .5rem; border: 1px solid var(--line);
    border-radius: .5rem; background: #fff; color-scheme: light; resize: vertical }
`)

const Letter = ({ message }: { message: Message }) => (
  <article>
    <h2>{message.subject}</h2>
    <p class="from">
      to {message.to} · from {message.from} ·{' '}
      <time datetime={message.at}>{message.at.slice(0, 19).replace('T', ' ')} UTC</time>
    </p>
    <pre>{message.text}</pre>
    {message.html !== '' && (
      <details>
        <summary>HTML part</summary>
        <iframe title="HTML part" sandbox="" srcdoc={message.html} loading="lazy" />
      </details>
    )}
  </article>
)

export const MailboxPage = ({ messages }: { messages: Message[] }) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Mailbox ({messages.length})</title>
        <style>{style}</style>
      </head>
      <body>
        <header>
          <h1>Mailbox ({messages.length})</h1>
          <nav>
            <a class="button" href="/dev/mailbox">
              Refresh
            </a>
            <form method="post" action="/dev/mailbox">
              <button type="submit">Empty</button>
            </form>
          </nav>
        </header>
        <main>
          {messages.length === 0 && <p>No mail yet. What the service sends appears here.</p>}
          {messages.slice(0, SHOWN).map((message) => (
            <Letter message={message} />
          ))}
          {messages.length > SHOWN && (
            <p>The newest {SHOWN} are shown; /dev/mailbox/messages has them all.</p>
          )}
        </main>
      </body>
    </html>
  </>
)
