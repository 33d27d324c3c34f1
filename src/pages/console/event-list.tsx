import type { RecordedEvent } from '../../core/storage/audit.ts'
import type { Text, View } from '../engine/definition.ts'
import { EVENTS } from '../wordings/events.ts'
import { Moment } from './frame.tsx'

const ACTORS: Record<RecordedEvent['actor'], Text> = {
  owner: { ko: '본인', en: 'the owner' },
  anonymous: { ko: '알 수 없음', en: 'anybody' },
  operator: { ko: '운영자', en: 'an operator' },
}

interface Props {
  view: View
  events: RecordedEvent[]
  /** Of one account alone. */
  isOfOne?: true
}

export const EventList = ({ view, events, isOfOne }: Props) => (
  <ul class="list">
    {events.map(({ what, at, accountId, contract, actor, ip, userAgent, reason }) => (
      <li>
        <strong>{view.t(EVENTS[what])}</strong>
        {!isOfOne && accountId !== null && (
          <>
            {' · '}
            <a href={view.href(`/console/accounts/${accountId}`)}>
              {view.t({ ko: `계정 ${accountId}`, en: `account ${accountId}` })}
            </a>
          </>
        )}
        <p class="faint">
          <Moment view={view} at={at} />
          {[what, contract, view.t(ACTORS[actor]), ip, userAgent].map((one) => one && ` · ${one}`)}
        </p>
        {reason !== null && <p>{reason}</p>}
      </li>
    ))}
  </ul>
)
