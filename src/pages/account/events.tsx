import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { page, type Text } from '../engine/definition.ts'
import { EVENTS } from '../wordings/events.ts'
import { ToAccount } from './again.tsx'
import { deviceOf } from './device.ts'
import { Time, zoneOf } from './time.tsx'

const PATH = '/account/events'
const BY_OPERATOR: Text = { ko: '운영자', en: 'by the operator' }

export const events = page({
  path: PATH,
  title: { ko: '계정 활동', en: 'Account activity' },
  async load(c) {
    const before = /^\d{1,15}$/.exec(c.req.query('before') ?? '')?.[0]
    const list = auth(c).listEvents(cookieCredential(c), before === undefined ? undefined : Number(before))
    return { ...(await list), zone: zoneOf(c) }
  },
  view: (view, { page, next, zone }) => (
    <>
      <ul class="list">
        {page.map(({ what, actor, at, ip, userAgent }) => (
          <li>
            <strong>{view.t(EVENTS[what])}</strong>
            <p class="faint">
              <Time view={view} at={at} zone={zone} />
              {actor === 'operator' && ` · ${view.t(BY_OPERATOR)}`}
              {ip && ` · ${ip}`}
              {userAgent && ` · ${view.t(deviceOf(userAgent))}`}
            </p>
          </li>
        ))}
      </ul>
      {next !== null && (
        <p>
          <a href={view.href(PATH, { before: String(next) })}>{view.t({ ko: '더 보기', en: 'Show more' })}</a>
        </p>
      )}
      <ToAccount view={view} />
    </>
  ),
})
