import { Refusal } from '../../core/refusal.ts'
import { auth } from '../../http/app-env.ts'
import type { Field, Text } from '../engine/definition.ts'
import { consolePage, Moment, More, NONE, NONE_SO_FAR } from './frame.tsx'
import { asked, Search } from './search.tsx'

const PATH = '/console/accounts'

const query: Field = {
  label: { ko: '찾기', en: 'Find' },
  hint: { ko: '아이디나 이메일의 앞부분, 또는 번호', en: 'The beginning of a username or email, or an ID' },
  autocomplete: 'off',
}
const realm: Field = { label: { ko: '영역', en: 'Realm' }, autocomplete: 'off' }

export const DISABLED: Text = { ko: '정지됨', en: 'disabled' }
export const MUST_CHANGE: Text = { ko: '비밀번호 변경 필요', en: 'must change the password' }
const SECOND_FACTOR: Text = { ko: '2단계 인증', en: 'second factor' }

/** A number of a query; refuses what is none. */
export function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Refusal('invalid_request', {}, 'a number is none')
}

export const accounts = consolePage({
  path: PATH,
  title: { ko: '계정', en: 'Accounts' },
  async load(c) {
    const values = asked(c.req.query(), ['query', 'in', 'before'])
    const before = numberIn(values.before)
    const found = await auth(c).findAccounts({ query: values.query ?? '', realm: values.in, before })
    return { values, hasRealms: c.get('config')().REALMS.size > 0, ...found }
  },
  view: (view, { values, hasRealms, page, next }) => (
    <>
      <Search
        view={view}
        fields={hasRealms ? { query, in: realm } : { query }}
        values={values}
        submit={{ ko: '찾기', en: 'Find' }}
      />
      {page.length === 0 && <p>{view.t(next === null ? NONE : NONE_SO_FAR)}</p>}
      <ul class="list">
        {page.map(({ id, username, email, nickname, places, createdAt, ...account }) => (
          <li>
            <a href={view.href(`${PATH}/${id}`)}>{username}</a>
            <p class="faint">
              {[
                ...[id, nickname, email, places.length > 1 && places.map(({ realm }) => realm).join(', ')],
                account.disabledAt !== null && view.t(DISABLED),
                account.mustChangePassword && view.t(MUST_CHANGE),
                account.secondFactor && view.t(SECOND_FACTOR),
              ]
                .filter(Boolean)
                .join(' · ')}
              {' · '}
              <Moment view={view} at={createdAt} />
            </p>
          </li>
        ))}
      </ul>
      <More view={view} values={values} next={next} />
    </>
  ),
})
