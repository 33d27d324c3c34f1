import type { Text, View } from '../engine/definition.ts'
import { PageForm } from './form.tsx'

interface Props {
  view: View
  submit: Text
  /** Where the steps begin. */
  start: string
}

/** For a code that came by mail: its own form, the one named `resend` that sends another, and the way back. */
export const CodeForms = ({ view, submit, start }: Props) => (
  <>
    <PageForm view={view} submit={submit} />
    <PageForm
      view={view}
      name="resend"
      tone="quiet"
      submit={{ ko: '코드 다시 받기', en: 'Send another code' }}
    />
    <p>
      <a href={start}>{view.t({ ko: '처음부터 다시 하기', en: 'Start again' })}</a>
    </p>
  </>
)
