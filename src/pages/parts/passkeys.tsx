import type { Child } from 'hono/jsx'
import type { Text, View } from '../engine/definition.ts'
import { PageForm } from './form.tsx'

interface Props {
  view: View
  /** Of the form, which has a hidden field `credential`. */
  name: string
  submit: Text
  /** Where the script asks for options of a passkey that is shown. */
  begin?: string
  /** Those of one that is made. */
  options?: object
  tone?: 'quiet'
  /** What is there without the script. */
  children?: Child
}

/** A form that the script sends, with what the device answers; hidden where it cannot. */
export const PasskeyButton = ({ view, name, submit, begin, options, tone = 'quiet', children }: Props) => (
  <>
    <div hidden data-passkey data-begin={begin} data-options={options && JSON.stringify(options)}>
      <p class="error" role="alert" hidden>
        {view.t({
          ko: '패스키를 사용하지 않았습니다. 다시 시도하거나 다른 방법을 쓰세요.',
          en: 'No passkey was used. Try again, or use another way.',
        })}
      </p>
      <PageForm view={view} name={name} submit={submit} tone={options ? undefined : tone} />
    </div>
    {children}
  </>
)
