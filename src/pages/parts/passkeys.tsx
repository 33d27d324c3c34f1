import type { Child } from 'hono/jsx'
import type { Text, View } from '../engine/definition.ts'
import { type FormProps, PageForm } from './form.tsx'

/** What the device is asked. */
interface Asked {
  /** Where the script gets options for a passkey that is shown. */
  begin?: string | undefined
  /** What for, where it is no sign-in. */
  purpose?: string | undefined
  /** Those of one that is made. */
  options?: object | undefined
}

interface BoxProps extends Asked {
  view: View
  children: Child
}

type AskProps = Omit<BoxProps, 'children'> & { text: Text; tone: FormProps['tone'] }

/** Hidden where no script shows it. */
const Box = ({ view, begin, purpose, options, children }: BoxProps) => (
  <div
    hidden
    data-passkey
    data-begin={begin}
    data-purpose={purpose}
    data-options={options && JSON.stringify(options)}
  >
    <p class="error" role="alert" hidden>
      {view.t({
        ko: '패스키를 사용하지 않았습니다. 다시 시도하거나 다른 방법을 써 주세요.',
        en: 'No passkey was used. Try again, or use another way.',
      })}
    </p>
    {children}
  </div>
)

/** A form with a hidden field `credential`, which the script sends with what the device answers. */
export const PasskeyButton = ({ begin, purpose, options, ...form }: FormProps & Asked) => (
  <Box view={form.view} begin={begin} purpose={purpose} options={options}>
    <PageForm {...form} />
  </Box>
)

/** The same in such a form, below its own button. */
export const AskForPasskey = ({ text, tone, ...asked }: AskProps) => (
  <Box {...asked}>
    <button type="button" class={tone}>
      {asked.view.t(text)}
    </button>
  </Box>
)
