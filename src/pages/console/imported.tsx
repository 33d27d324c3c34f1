import type { Text, View } from '../engine/definition.ts'
import { Table } from './frame.tsx'

export interface Counts {
  done: boolean
  line: number
  imported: number
  unchanged: number
  refused: number
}

export type Refusals = { line: number; reason: string; field?: string; realm?: string }[]

/** More of them are told by the file alone. */
const ROWS_SHOWN = 1000

const COUNTED: Record<'imported' | 'unchanged' | 'refused', Text> = {
  imported: { ko: '가져옴', en: 'Imported' },
  unchanged: { ko: '이미 있음', en: 'Unchanged' },
  refused: { ko: '거절됨', en: 'Refused' },
}

const DONE: Text = { ko: '다 가져왔습니다.', en: 'The import is done.' }
const BROKEN: Text = {
  ko: '가져오기가 도중에 멈췄습니다. 같은 파일을 다시 보내면 이어집니다.',
  en: 'The import broke off. Send the same again: what is there already stays as it is.',
}

const Figures = ({ view, counts }: { view: View; counts: Pick<Counts, keyof typeof COUNTED> }) => (
  <dl class="row">
    {Object.entries(COUNTED).map(([name, text]) => (
      <div>
        <dt>{view.t(text)}</dt>
        <dd data-count={name}>{counts[name as keyof typeof COUNTED]}</dd>
      </div>
    ))}
  </dl>
)

/** The lines that were refused, to read and to save. */
function Refused({ view, refused }: { view: View; refused: Refusals }) {
  const { t } = view
  return (
    <>
      <Table
        label={t({ ko: '거절된 줄', en: 'Refused lines' })}
        head={[t({ ko: '줄', en: 'Line' }), t({ ko: '이유', en: 'Reason' }), t({ ko: '어디', en: 'Where' })]}
        rows={refused
          .slice(0, ROWS_SHOWN)
          .map(({ line, reason, field, realm }) => [line, reason, [field, realm].filter(Boolean).join(', ')])}
      />
      <pre id="refused" hidden>
        {refused.map((one) => `${JSON.stringify(one)}\n`)}
      </pre>
      <button type="button" class="quiet" hidden data-save="#refused" data-name="refused.ndjson">
        {t({ ko: '거절된 줄 받기', en: 'Save the refused lines' })}
      </button>
    </>
  )
}

/** What came of an import, where no script told it as it went on. */
export const Imported = ({ view, refused, counts }: { view: View; refused: Refusals; counts: Counts }) => (
  <>
    <p>{view.t(counts.done ? DONE : BROKEN)}</p>
    <Figures view={view} counts={counts} />
    {refused.length > 0 && <Refused view={view} refused={refused} />}
    <p>
      <a href={view.href(view.page.path)}>{view.t({ ko: '돌아가기', en: 'Back' })}</a>
    </p>
  </>
)

/** What the script fills in while it sends a file part by part. */
export const Progress = ({ view }: { view: View }) => (
  <div hidden data-progress>
    <progress value={0} aria-label={view.t({ ko: '진행', en: 'Progress' })} />
    <p role="status" data-done={view.t(DONE)} data-broken={view.t(BROKEN)} />
    <Figures view={view} counts={{ imported: 0, unchanged: 0, refused: 0 }} />
    <div hidden data-refused>
      <Refused view={view} refused={[]} />
    </div>
  </div>
)
