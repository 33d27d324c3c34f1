import type { Text, View } from '../engine/definition.ts'
import { NONE, shortly, Table } from './frame.tsx'

/** Counts of one contract, oldest first. */
export interface Series {
  contract: string
  counts: number[]
}

export interface Span {
  /** When the first begins, and for how long each goes on, in milliseconds. */
  from: number
  step: number
  title: Text
}

/** Of so many contracts the colours are told apart. */
const COLOURS = 8
const HEIGHT = 100
const STRIDE = 10

const isDay = ({ step }: Span) => step > 3_600_000
const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0)

/** As both languages write it. */
const own = (count: number) => count.toLocaleString('en')

/** The same colour for a contract in each picture of a page. */
const colourOf = (contracts: string[], contract: string) => `k${contracts.indexOf(contract) % COLOURS}`

/** Which colour is whose. */
export const Legend = ({ contracts }: { contracts: string[] }) => (
  <ul class="legend">
    {contracts.map((contract) => (
      <li>
        <svg viewBox="0 0 1 1" aria-hidden="true">
          <rect width="1" height="1" class={colourOf(contracts, contract)} />
        </svg>
        {contract}
      </li>
    ))}
  </ul>
)

interface Props {
  view: View
  /** Of what, and of which time. */
  title: Text
  span: Span
  series: Series[]
  /** All of the page. */
  contracts: string[]
}

/** Bars that stand on each other, one for each contract; and the same in a table. */
export function Chart({ view, title, span, series, contracts }: Props) {
  const { t } = view
  const length = Math.max(0, ...series.map(({ counts }) => counts.length))
  const totals = Array.from({ length }, (_, at) => sum(series.map(({ counts }) => counts[at] ?? 0)))
  const most = Math.max(0, ...totals)
  const all = sum(totals)
  const [of, per] = isDay(span) ? ['하루', 'a day'] : ['한 시간', 'an hour']
  const counted = t({
    ko: `${span.title.ko}: ${all === 0 ? NONE.ko : `모두 ${own(all)}, ${of} 최대 ${own(most)}`}`,
    en: `${span.title.en}: ${all === 0 ? 'none' : `${own(all)} in all, at most ${own(most)} in ${per}`}`,
  })
  const said = `${t(title)}, ${counted}`
  const told = (at: number) => shortly(view, span.from + at * span.step, isDay(span))
  return (
    <figure>
      <figcaption class="faint">{counted}</figcaption>
      {all > 0 && (
        <>
          <svg
            class="chart"
            role="img"
            aria-label={said}
            viewBox={`0 0 ${length * STRIDE} ${HEIGHT}`}
            preserveAspectRatio="none"
          >
            {bars(series, HEIGHT / most).map((d, at) => (
              <path class={colourOf(contracts, series[at]?.contract ?? '')} d={d} />
            ))}
          </svg>
          <p class="ends faint">
            <span>{told(0)}</span>
            <span>{told(length - 1)} UTC</span>
          </p>
          <details>
            <summary>{t({ ko: '표로 보기', en: 'As a table' })}</summary>
            <Table
              label={said}
              head={[t({ ko: '시각 (UTC)', en: 'Time (UTC)' }), ...series.map(({ contract }) => contract)]}
              rows={totals.flatMap((total, at) =>
                total === 0 ? [] : [[told(at), ...series.map(({ counts }) => counts[at] ?? 0)]],
              )}
            />
          </details>
        </>
      )}
    </figure>
  )
}

/** A path for each series, on top of those before it. */
function bars(series: Series[], scale: number): string[] {
  const below: number[] = []
  return series.map(({ counts }) =>
    counts
      .map((count, at) => {
        if (count === 0) return ''
        const bottom = below[at] ?? 0
        below[at] = bottom + count
        const [y, height] = [HEIGHT - (bottom + count) * scale, count * scale]
        return `M${at * STRIDE} ${+y.toFixed(2)}h${STRIDE - 2}v${+height.toFixed(2)}h${2 - STRIDE}z`
      })
      .join(''),
  )
}
