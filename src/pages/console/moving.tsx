import { Refusal } from '../../core/refusal.ts'
import { auth } from '../../http/app-env.ts'
import { replyLines } from '../../http/ndjson.ts'
import { form, type Text, type View } from '../engine/definition.ts'
import { PageForm } from '../parts/form.tsx'
import { checkedReason, consolePage, reason, token } from './frame.tsx'
import { type Counts, Imported, Progress, type Refusals } from './imported.tsx'
import { Takeovers } from './takeovers.tsx'

export const MOVING = '/console/moving'

const IMPORT: Text = { ko: '가져오기', en: 'Import' }
const EXPORT: Text = { ko: '내보내기', en: 'Export' }
const LINES = 'application/x-ndjson'

/** The report of an import: lines, of which the last one counts. */
async function read(report: AsyncGenerator<string>): Promise<{ refused: Refusals; counts: Counts }> {
  let text = ''
  for await (const part of report) text += part
  const lines = text.trimEnd().split('\n')
  return { counts: JSON.parse(lines.pop() ?? ''), refused: lines.map((line) => JSON.parse(line)) }
}

export const moving = consolePage({
  path: MOVING,
  title: { ko: '가져오기·내보내기', en: 'Import and export' },
  takesFiles: true,
  forms: {
    import: form({
      fields: {
        file: {
          kind: 'file',
          isOptional: true,
          label: { ko: 'NDJSON 파일', en: 'File of NDJSON' },
          hint: {
            ko: '한 줄에 계정 하나, UTF-8. 스크립트가 꺼져 있으면 8 MiB까지.',
            en: 'An account a line, in UTF-8. Without scripts, up to 8 MiB.',
          },
        },
        rows: {
          kind: 'lines',
          isOptional: true,
          label: { ko: '또는 직접 입력', en: 'Or the lines themselves' },
        },
        reason,
      },
      async act(c, values) {
        const why = checkedReason(values.reason)
        const text = values.file || values.rows
        if (text === '') {
          throw new Refusal(
            'invalid_request',
            { faults: [{ path: ['file'], code: 'malformed' }] },
            'no lines',
          )
        }
        const report = await auth(c).importAccounts(new Blob([text]).stream(), why)
        if (c.req.header('Accept') === LINES) return replyLines(c, report)
        const made = await read(report)
        return { title: IMPORT, body: (view) => <Imported view={view} {...made} /> }
      },
    }),
    export: form({
      fields: { reason, token },
      async act(c, values) {
        const why = checkedReason(values.reason)
        await auth(c).requireOperator(values.token)
        const lines = await auth(c).exportAccounts(0, why)
        c.header('Content-Disposition', 'attachment; filename="accounts.ndjson"')
        return replyLines(c, lines)
      },
    }),
  },
  load: (c) => auth(c).reportTakeover(),
  view: (view, takeovers) => (
    <>
      <section data-import>
        <h2>{view.t(IMPORT)}</h2>
        <PageForm view={view} name="import" submit={IMPORT} />
        <Progress view={view} />
      </section>
      <Export view={view} />
      <Takeovers view={view} takeovers={takeovers} />
    </>
  ),
})

const Export = ({ view }: { view: View }) => (
  <section>
    <h2>{view.t(EXPORT)}</h2>
    <p>
      {view.t({
        ko: '모든 계정을, 비밀번호 해시까지 내보냅니다. 파일을 비밀로 다뤄 주세요.',
        en: 'Every account, with its password hash: keep the file like a secret.',
      })}
    </p>
    <PageForm view={view} name="export" tone="quiet" submit={EXPORT} />
  </section>
)
