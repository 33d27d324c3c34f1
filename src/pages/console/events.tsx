import type { EventFilter } from '../../core/operators/event-list.ts'
import { Refusal } from '../../core/refusal.ts'
import { auth } from '../../http/app-env.ts'
import { recordedLines, replyLines } from '../../http/ndjson.ts'
import type { Field, Text } from '../engine/definition.ts'
import { EVENTS } from '../wordings/events.ts'
import { numberIn } from './accounts.tsx'
import { EventList } from './event-list.tsx'
import { consolePage, More, NONE, NONE_SO_FAR } from './frame.tsx'
import { asked, Search } from './search.tsx'

const PATH = '/console/events'
const FORM: Text = { ko: '예: 2026-01-15 09:00', en: 'Such as 2026-01-15 09:00' }
const ANY: Text = { ko: '모두', en: 'Any' }

const fields: Record<string, Field> = {
  what: {
    label: { ko: '종류', en: 'Kind' },
    choices: [['', ANY], ...Object.entries(EVENTS)],
  },
  account: { label: { ko: '계정 번호', en: 'Account ID' }, inputmode: 'numeric', autocomplete: 'off' },
  contract: { label: { ko: 'API 계약', en: 'Contract' }, autocomplete: 'off' },
  from: { label: { ko: '시작 (UTC)', en: 'From (UTC)' }, hint: FORM, autocomplete: 'off' },
  to: { label: { ko: '끝 (UTC)', en: 'Until (UTC)' }, hint: FORM, autocomplete: 'off' },
}

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?)?$/

/** As it is typed, or stands in a log. */
function momentIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, day, time = '00:00'] = MOMENT.exec(text) ?? []
  const at = Date.parse(`${day}T${time}Z`)
  if (Number.isNaN(at)) throw new Refusal('invalid_request', {}, 'a time is none')
  return at
}

const filterOf = ({ what, account, contract, from, to, before }: Record<string, string>): EventFilter => ({
  ...{ what, contract, account: numberIn(account), before: numberIn(before) },
  ...{ from: momentIn(from), to: momentIn(to) },
})

const NAMES = [...Object.keys(fields), 'before']

export const events = consolePage({
  path: PATH,
  title: { ko: '이벤트', en: 'Events' },
  // The same address as lines: what is looked at is what is saved.
  async leave(c) {
    if (c.req.query('as') !== 'lines') return null
    const lines = recordedLines(auth(c).streamEvents(filterOf(asked(c.req.query(), NAMES))))
    c.header('Content-Disposition', 'attachment; filename="events.ndjson"')
    return replyLines(c, lines)
  },
  async load(c) {
    const values = asked(c.req.query(), NAMES)
    return { values, ...(await auth(c).listAllEvents(filterOf(values))) }
  },
  view: (view, { values, page, next }) => (
    <>
      <Search view={view} fields={fields} values={values} submit={{ ko: '찾기', en: 'Find' }} />
      <p>
        <a href={view.href(PATH, { ...values, as: 'lines' })} download>
          {view.t({ ko: 'NDJSON으로 받기', en: 'Download as NDJSON' })}
        </a>
      </p>
      {page.length === 0 && <p>{view.t(next === null ? NONE : NONE_SO_FAR)}</p>}
      <EventList view={view} events={page} />
      <More view={view} values={values} next={next} />
    </>
  ),
})
