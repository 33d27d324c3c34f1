import type { Attention } from '../../core/operators/attention.ts'
import type { Closing } from '../../core/operators/closings.ts'
import type { Curves } from '../../core/operators/curves.ts'
import type { Text, View } from '../engine/definition.ts'
import { Moment } from './frame.tsx'

/** What is closed, by the beginning of its kind; the first that fits counts. */
const CLOSED: [RegExp, Text][] = [
  [/^login/, { ko: '비밀번호 로그인', en: 'Signing in by password' }],
  [/^device/, { ko: '쓰던 브라우저의 로그인', en: 'Signing in from a known browser' }],
  [/^reauth/, { ko: '비밀번호 재확인', en: 'Being asked for the password again' }],
  [/^second/, { ko: '2단계 인증', en: 'The second factor' }],
  [/^sign-in/, { ko: '메일 코드 로그인', en: 'Signing in by a mailed code' }],
  [/^new pass/, { ko: '새 비밀번호', en: 'New passwords' }],
  [/^(?:email|letters|code)/, { ko: '이메일 확인', en: 'Confirming an email' }],
  [/^/, { ko: '비밀번호 재설정', en: 'Resetting the password' }],
]

const Until = ({ view, at }: { view: View; at: number }) => (
  <>
    {view.t({ ko: '닫힘, 다시 열리는 때 ', en: 'closed until ' })}
    <Moment view={view} at={at} />
  </>
)

/** What guessing has closed, until when and for whom. */
export const Closings = ({ view, closings }: { view: View; closings: Closing[] }) => (
  <ul>
    {closings.map(({ kind, until, parts }) => (
      <li>
        {view.t(CLOSED.find(([mark]) => mark.test(kind))?.[1] ?? { ko: kind, en: kind })}:{' '}
        <Until view={view} at={until} />
        {parts > 0 && view.t({ ko: ` (${parts}곳에만)`, en: ` (for ${parts} alone)` })}
      </li>
    ))}
  </ul>
)

interface Props {
  view: View
  attention: Attention
  sources: Curves['sources']
}

/** Accounts that are guessed at, networks that guess, and who does not do their part. */
export function NeedsALook({ view, attention: { accounts, networks }, sources }: Props) {
  const { t } = view
  const failed = (count: number) => t({ ko: `실패 ${count}번`, en: `${count} failures` })
  return (
    <section>
      <h2>{t({ ko: '살펴볼 것', en: 'What needs a look' })}</h2>
      {accounts.length + networks.length + sources.length === 0 && (
        <p>{t({ ko: '지금은 없습니다.', en: 'Nothing now.' })}</p>
      )}
      <ul class="list">
        {accounts.map(({ account: { id, places }, failures, closings }) => (
          <li>
            <a href={view.href(`/console/accounts/${id}`)}>{places[0]?.username ?? id}</a>
            {' · '}
            {failed(failures)}
            <Closings view={view} closings={closings} />
          </li>
        ))}
        {networks.map(({ network, failures, closedUntil }) => (
          <li>
            {t({ ko: '네트워크 ', en: 'Network ' })}
            <strong>{network}</strong>
            {` · ${failed(failures)}`}
            {closedUntil !== null && (
              <>
                {' · '}
                <Until view={view} at={closedUntil} />
              </>
            )}
          </li>
        ))}
        {sources.map(({ source, counts }) => (
          <li>
            <strong>
              {source === 'mail'
                ? t({ ko: '메일 API', en: 'Mail API' })
                : t({ ko: '로그인 제공자 ', en: 'Provider ' }) + source.replace('provider:', '')}
            </strong>
            {` · ${failed(counts.reduce((sum, count) => sum + count))}`}
            <span class="faint">
              {t({ ko: ` (7일, 날마다 `, en: ` (7 days, day by day ` })}
              {counts.join(', ')})
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
