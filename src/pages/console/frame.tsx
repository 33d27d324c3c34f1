import type { Child } from 'hono/jsx'
import { Refusal } from '../../core/refusal.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { readConsole } from '../../http/cookies.ts'
import { LONGEST_REASON, UNSEEN } from '../../http/faults.ts'
import { Time } from '../account/time.tsx'
import { type Field, type Page, page, type Text, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo } from '../engine/place.ts'

const TABS: [string, Text][] = [
  ['/console', { ko: '현황', en: 'Overview' }],
  ['/console/accounts', { ko: '계정', en: 'Accounts' }],
  ['/console/events', { ko: '이벤트', en: 'Events' }],
  ['/console/moving', { ko: '가져오기·내보내기', en: 'Import and export' }],
]

/** The pages of the console, and its end. */
export const Tabs = ({ view }: { view: View }) => (
  <nav class="tabs" aria-label={view.t({ ko: '콘솔', en: 'Console' })}>
    {TABS.map(([path, text]) => (
      <a href={view.href(path)} aria-current={view.page.path === path ? 'page' : undefined}>
        {view.t(text)}
      </a>
    ))}
    <form method="post" action={view.href('/console')}>
      <input type="hidden" name="form" value="close" />
      <button type="submit" class="quiet">
        {view.t({ ko: '콘솔 닫기', en: 'Close the console' })}
      </button>
    </form>
  </nav>
)

/** Whether this browser has it open. */
export async function isOpen(c: Ctx): Promise<boolean> {
  try {
    await auth(c).requireConsole(readConsole(c))
    return true
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_an_operator') return false
    throw error
  }
}

/** To what opens the console, and from there back to the page of it that was asked for. */
function toConsole(c: Ctx): Response {
  const { path, method } = c.req
  c.get('log').info('console_not_open', { route: path })
  const from = path + (method === 'GET' ? new URL(c.req.url).search : '')
  return go(c, hereTo(c, '/console', { return_to: from }), method === 'POST' ? 'console_over' : undefined)
}

/** A page for whoever has opened the console; all others are led to what opens it. */
export const consolePage = <Model,>({ view, ...given }: Page<Model>): Page =>
  page<Model>({
    ...given,
    isWide: true,
    guard: async (c) => ((await isOpen(c)) ? null : toConsole(c)),
    view: (drawn, model) => (
      <>
        <Tabs view={drawn} />
        {view(drawn, model)}
      </>
    ),
  })

/** What opens the console, and what is asked for again where a stolen cookie would be worth too much. */
export const token: Field = {
  kind: 'password',
  label: { ko: '관리자 토큰', en: 'Admin token' },
  autocomplete: 'current-password',
}

/** Why something is done, which the record keeps. */
export const reason: Field = {
  label: { ko: '사유', en: 'Reason' },
  hint: {
    ko: '기록에 남습니다. 한 줄로 200자까지.',
    en: 'Kept in the record: one line of up to 200 characters.',
  },
  autocomplete: 'off',
}

export function checkedReason(given: string): string {
  const faults = [{ path: ['reason'], code: 'malformed' as const }]
  if (given.length > LONGEST_REASON || UNSEEN.test(given))
    throw new Refusal('invalid_request', { faults }, 'reason')
  return given
}

/** What operators compare with logs, in whose zone it is told. */
export const Moment = ({ view, at }: { view: View; at: number }) => <Time view={view} at={at} zone="UTC" />

/** Times in the way of dates without their year. */
export const shortly = ({ language }: View, at: number, isDay: boolean): string =>
  new Intl.DateTimeFormat(language, {
    ...{ month: 'short', day: 'numeric', timeZone: 'UTC' },
    ...(!isDay && { hour: 'numeric', hour12: language === 'en' }),
  }).format(at)

export const NONE: Text = { ko: '없음', en: 'None' }
/** Of a list that was looked through in part. */
export const NONE_SO_FAR: Text = { ko: '여기까지는 없습니다.', en: 'None so far: there are older ones.' }

interface MoreProps {
  view: View
  /** What was asked for. */
  values: Record<string, string>
  next: number | null
}

/** To the part of the list that follows, if there is one. */
export const More = ({ view, values, next }: MoreProps) => (
  <p>
    {next !== null && (
      <a href={view.href(view.page.path, { ...values, before: String(next) })}>
        {view.t({ ko: '더 보기', en: 'Show more' })}
      </a>
    )}
  </p>
)

/** One that may be wider than the page, and is scrolled then. */
export function Table({ label, head, rows }: { label: string; head: string[]; rows: Child[][] }) {
  return (
    <section class="scroll" tabindex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((one) => (
              <th scope="col">{one}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
