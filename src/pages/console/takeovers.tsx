import type { TakeoverReport } from '../../core/takeover/report.ts'
import type { Text, View } from '../engine/definition.ts'
import { Moment, Table } from './frame.tsx'

const COLUMNS: Record<'adopted' | 'refused' | 'faults', Text> = {
  adopted: { ko: '옮겨 옴', en: 'Came over' },
  refused: { ko: '거절', en: 'Refused' },
  faults: { ko: '고장', en: 'Faults' },
}
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]

/** How far each takeover has come, day by day. */
export const Takeovers = ({ view, takeovers }: { view: View; takeovers: TakeoverReport[] }) => (
  <>
    {takeovers.map((report) => (
      <One view={view} report={report} />
    ))}
  </>
)

function One({ view, report }: { view: View; report: TakeoverReport }) {
  const { t } = view
  const { contract, realm, mode, until, listed, leftAloneUntil, days } = report
  return (
    <section>
      <h2>{t({ ko: `${contract}에서 옮겨 오기`, en: `Takeover of ${contract}` })}</h2>
      <p>
        {[realm, mode, t({ ko: `아직 남은 계정 ${listed}`, en: `${listed} listed that have not come` })]
          .filter(Boolean)
          .join(' · ')}
        {until !== null && (
          <>
            {t({ ko: ' · 끝 ', en: ' · until ' })}
            <Moment view={view} at={until} />
          </>
        )}
        {leftAloneUntil !== null && (
          <>
            {t({ ko: ' · 쉬는 중, ~', en: ' · left alone until ' })}
            <Moment view={view} at={leftAloneUntil} />
          </>
        )}
      </p>
      <Table
        label={contract}
        head={[t({ ko: '날짜 (UTC)', en: 'Day (UTC)' }), ...NAMES.map((name) => t(COLUMNS[name]))]}
        rows={[
          [t({ ko: '모두', en: 'All' }), ...NAMES.map((name) => report[name])],
          ...days.map((day) => [day.day, ...NAMES.map((name) => day[name])]),
        ]}
      />
    </section>
  )
}
