import type { Config } from '../../config.ts'
import type { TurnstileAction } from '../../core/ports.ts'
import type { Form, Text, View } from '../engine/definition.ts'

/** The field that Cloudflare's script adds to the form. */
export const RESPONSE = 'cf-turnstile-response'

export interface Widget {
  siteKey: string
  script: URL
}

/** Null where none is configured. */
export const widgetOf = (config: Config | null): Widget | null =>
  config && config.TURNSTILE_SITE_KEY !== ''
    ? { siteKey: config.TURNSTILE_SITE_KEY, script: new URL('api.js', config.TURNSTILE_URL) }
    : null

/** Whether the form shows it, which may have been refused. */
export const showsWidget = ({ widget }: Form, isRefused: boolean): boolean =>
  widget !== undefined && (isRefused || !widget.onceRefused)

const NEEDS_SCRIPT: Text = {
  ko: '사람인지 확인하려면 JavaScript가 필요합니다. 브라우저에서 JavaScript를 켜고 이 페이지를 다시 열어 주세요.',
  en: 'To check that you are a person, this page needs JavaScript. Turn it on in your browser, and open the page again.',
}

interface Props {
  view: View
  widget: Widget
  action: TurnstileAction
}

/** Stands before the form's button. Without script nobody can be shown to be a person, so that is said. */
export const Turnstile = ({ view, widget, action }: Props) => (
  <>
    <script src={widget.script.href} async defer />
    <div
      class="cf-turnstile"
      data-sitekey={widget.siteKey}
      data-action={action}
      data-language={view.language}
      data-size="flexible"
    />
    <noscript>
      <p class="error">{view.t(NEEDS_SCRIPT)}</p>
    </noscript>
  </>
)
