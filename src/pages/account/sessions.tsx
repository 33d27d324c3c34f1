import type { ListedSession, SessionState } from '../../core/auth.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, page, type Text, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { ToAccount } from './again.tsx'
import { deviceOf } from './device.ts'
import { Time, zoneOf } from './time.tsx'

const PATH = '/account/sessions'

/** When the last session of a part was used, and its id. */
function placeIn(text: string | undefined) {
  const [, at, id] = /^(\d{1,15})\.([\w-]{22})$/.exec(text ?? '') ?? []
  return at && id ? { lastSeenAt: Number(at), id } : undefined
}

export const sessions = page({
  path: PATH,
  title: { ko: '로그인된 기기', en: 'Where I am signed in' },
  forms: {
    end: form({
      fields: { id: { kind: 'hidden' } },
      async act(c, { id }) {
        await auth(c).endSession(cookieCredential(c), id)
        return go(c, hereTo(c, PATH), 'session_ended')
      },
    }),
    others: form({
      fields: {},
      async act(c) {
        await auth(c).endOtherSessions(cookieCredential(c))
        return go(c, hereTo(c, PATH), 'sessions_ended')
      },
    }),
  },
  async load(c) {
    const before = placeIn(c.req.query('before'))
    return { ...(await auth(c).listSessions(cookieCredential(c), before)), before, zone: zoneOf(c) }
  },
  view: (view, { current, page, next, before, zone }) => (
    <>
      <ul class="list">
        {page.map((session) => (
          <li>
            <One view={view} session={session} isThis={session.id === current.id} zone={zone} />
          </li>
        ))}
      </ul>
      {next && (
        <p>
          <a href={view.href(PATH, { before: `${next.lastSeenAt}.${next.id}` })}>
            {view.t({ ko: '더 보기', en: 'Show more' })}
          </a>
        </p>
      )}
      {(page.length > 1 || before) && (
        <PageForm
          view={view}
          name="others"
          tone="danger"
          submit={{ ko: '다른 모든 기기에서 로그아웃', en: 'Sign out everywhere else' }}
        />
      )}
      <ToAccount view={view} />
    </>
  ),
})

const UNFINISHED: Text = { ko: '로그인을 마치지 않음', en: 'The sign-in was not finished' }
const STATES: Record<SessionState, Text | null> = { full: null, pending: UNFINISHED, restricted: UNFINISHED }

interface Props {
  view: View
  session: ListedSession
  isThis: boolean
  zone: string
}

function One({ view, session: { id, userAgent, ip, state, lastSeenAt }, isThis, zone }: Props) {
  const device = view.t(deviceOf(userAgent))
  const left = STATES[state]
  return (
    <>
      <strong>{device}</strong>
      {isThis && <span class="faint">{view.t({ ko: ' · 지금 이 기기', en: ' · this one' })}</span>}
      <p class="faint">
        {ip ?? view.t({ ko: '주소 모름', en: 'unknown address' })} ·{' '}
        {view.t({ ko: '마지막 사용 ', en: 'last used ' })}
        <Time view={view} at={lastSeenAt} zone={zone} />
        {left && ` · ${view.t(left)}`}
      </p>
      {!isThis && (
        <PageForm
          view={view}
          name="end"
          values={{ id }}
          tone="quiet"
          submit={{ ko: `로그아웃: ${device}`, en: `Sign out: ${device}` }}
        />
      )}
    </>
  )
}
