import type { Child } from 'hono/jsx'
import type { Inspection } from '../../core/operators/inspection.ts'
import { Refusal } from '../../core/refusal.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { form, type Text, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { DISABLED, MUST_CHANGE } from './accounts.tsx'
import { ACTS, type Act, actNamed } from './acts.ts'
import { Closings } from './attention.tsx'
import { EventList } from './event-list.tsx'
import { checkedReason, consolePage, Moment, NONE, reason } from './frame.tsx'

const LIST = '/console/accounts'

function idIn(c: Ctx): number {
  const id = /^[1-9]\d{0,14}$/.exec(c.req.param('id') ?? '')?.[0]
  if (id === undefined) throw new Refusal('no_such_account')
  return Number(id)
}

/** All that there is of one account; an act is asked for once more, above it. */
export const account = consolePage({
  path: `${LIST}/:id`,
  title: { ko: '계정', en: 'Account' },
  forms: {
    main: form({
      fields: { act: { kind: 'hidden' }, reason },
      async act(c, values) {
        const [id, act] = [idIn(c), actNamed(values.act)]
        if (!act) throw new Refusal('invalid_request', {}, 'there is no such act')
        const reason = checkedReason(values.reason)
        if (act === 'reopen') await auth(c).reopenSignIn(id, reason)
        else await auth(c).actOn(id, act, { language: placeOf(c).language, reason })
        return go(c, hereTo(c, `${LIST}/${id}`), 'act_done')
      },
    }),
  },
  load: async (c) => ({ seen: await auth(c).inspectAccount(idIn(c)), act: actNamed(c.req.query('act')) }),
  view: (view, { seen, act }) => {
    const asked = view.refused ? actNamed(view.refused.values.act) : act
    return (
      <>
        {asked && <Confirm view={view} act={asked} />}
        <Facts view={view} seen={seen} />
        {!asked && <Acts view={view} isDisabled={seen.account.disabledAt !== null} />}
        <Belongings view={view} seen={seen} />
      </>
    )
  },
})

function Confirm({ view, act }: { view: View; act: Act }) {
  const { name, means, isGrave } = ACTS[act]
  return (
    <section class={isGrave ? 'notice danger' : 'notice'}>
      <h2>{view.t(name)}</h2>
      <p>{view.t(means)}</p>
      <PageForm view={view} values={{ act }} tone={isGrave && 'danger'} submit={name} />
      <a href={view.href(view.page.path)}>{view.t({ ko: '취소', en: 'Cancel' })}</a>
    </section>
  )
}

function Acts({ view, isDisabled }: { view: View; isDisabled: boolean }) {
  const acts = (Object.keys(ACTS) as Act[]).filter((act) => act !== (isDisabled ? 'disable' : 'enable'))
  return (
    <div class="row">
      {acts.map((act) => (
        <a
          class={`button ${ACTS[act].isGrave ? 'danger' : 'quiet'}`}
          href={view.href(view.page.path, { act })}
        >
          {view.t(ACTS[act].name)}
        </a>
      ))}
    </div>
  )
}

interface Props {
  view: View
  seen: Inspection
}

function Facts({ view, seen: { account, secondFactorSince, recoveryCodesLeft } }: Props) {
  const { id, createdAt, disabledAt, hasPassword, passwordChangedAt, mustChangePassword, places } = account
  const when = (at: number | null) => (at === null ? view.t(NONE) : <Moment view={view} at={at} />)
  const facts: [Text, Child][] = [
    ...places.map((place): [Text, Child] => [
      { ko: `이름 (${place.realm})`, en: `Names (${place.realm})` },
      <>
        {[place.username, place.nickname, place.email, place.externalId, place.takeover]
          .filter(Boolean)
          .join(' · ')}
        {place.email !== null &&
          place.emailVerifiedAt === null &&
          view.t({ ko: ' · 확인되지 않은 이메일', en: ' · email not confirmed' })}
      </>,
    ]),
    [{ ko: '번호', en: 'ID' }, id],
    [{ ko: '만든 때', en: 'Made' }, when(createdAt)],
    ...(disabledAt === null ? [] : [[DISABLED, when(disabledAt)] satisfies [Text, Child]]),
    [
      { ko: '비밀번호', en: 'Password' },
      <>
        {view.t(hasPassword ? { ko: '있음', en: 'set' } : NONE)}
        {passwordChangedAt !== null && (
          <>
            {view.t({ ko: ' · 바꾼 때 ', en: ' · changed ' })}
            <Moment view={view} at={passwordChangedAt} />
          </>
        )}
        {mustChangePassword && ` · ${view.t(MUST_CHANGE)}`}
      </>,
    ],
    [
      { ko: '2단계 인증', en: 'Second factor' },
      <>
        {when(secondFactorSince)}
        {secondFactorSince !== null &&
          view.t({
            ko: ` · 남은 복구 코드 ${recoveryCodesLeft}`,
            en: ` · ${recoveryCodesLeft} recovery codes left`,
          })}
      </>,
    ],
  ]
  return (
    <dl class="columns">
      {facts.map(([name, value]) => (
        <div>
          <dt>{view.t(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function List({ view, title, rows }: { view: View; title: Text; rows: Child[] }) {
  return (
    <section>
      <h2>{view.t(title)}</h2>
      {rows.length === 0 ? (
        <p class="faint">{view.t(NONE)}</p>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <li>{row}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Belongings({ view, seen }: Props) {
  const { t } = view
  const used = (at: number | null) =>
    at !== null && (
      <>
        {t({ ko: ' · 마지막 사용 ', en: ' · last used ' })}
        <Moment view={view} at={at} />
      </>
    )
  return (
    <>
      {seen.closings.length > 0 && (
        <section>
          <h2>{t({ ko: '닫힌 것', en: 'Closed by guessing' })}</h2>
          <Closings view={view} closings={seen.closings} />
        </section>
      )}
      <List
        view={view}
        title={{ ko: '세션', en: 'Sessions' }}
        rows={seen.sessions.map(({ contract, kind, state, provider, ip, userAgent, lastSeenAt }) => (
          <>
            {[contract, kind, state, provider, ip, userAgent].filter(Boolean).join(' · ')}
            {used(lastSeenAt)}
          </>
        ))}
      />
      <List
        view={view}
        title={{ ko: '패스키', en: 'Passkeys' }}
        rows={seen.passkeys.map(({ name, createdAt, lastUsedAt, backedUp }) => (
          <>
            {name ?? t({ ko: '패스키', en: 'Passkey' })} · <Moment view={view} at={createdAt} />
            {used(lastUsedAt)}
            {backedUp && t({ ko: ' · 동기화됨', en: ' · synced' })}
          </>
        ))}
      />
      <List
        view={view}
        title={{ ko: '연결된 계정', en: 'Identities' }}
        rows={seen.identities.map(({ provider, subject, createdAt }) => (
          <>
            {provider} · {subject} · <Moment view={view} at={createdAt} />
          </>
        ))}
      />
      <section>
        <h2>{t({ ko: '이벤트', en: 'Events' })}</h2>
        <EventList view={view} events={seen.events} isOfOne />
        <p>
          <a href={view.href('/console/events', { account: String(seen.account.id) })}>
            {t({ ko: '모든 이벤트', en: 'All events' })}
          </a>
        </p>
      </section>
    </>
  )
}
