import type { Text, View } from '../engine/definition.ts'

const PROBLEM: Text = { ko: '확인해 주세요', en: 'There is a problem' }

interface Props {
  view: View
  messages: { text: string; field?: string | undefined }[]
}

/** All that is wrong, before anything else: it takes the focus, so that a screen reader begins with it. */
export const Summary = ({ view: { t }, messages }: Props) => (
  <div class="summary" role="alert" tabindex={-1} autofocus aria-labelledby="summary">
    <h2 id="summary">{t(PROBLEM)}</h2>
    <ul>
      {messages.map(({ text, field }) => (
        <li>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
      ))}
    </ul>
  </div>
)
