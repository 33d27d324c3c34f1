import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, page, type Text } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { NAMES, PATH as PLACES } from './places.tsx'

const LINKS: [string, Text][] = [
  ['/account/email', { ko: '이메일 바꾸기', en: 'Change my email' }],
  ['/account/password', { ko: '비밀번호 바꾸기', en: 'Change my password' }],
  ['/account/second-factor', { ko: '2단계 인증', en: 'Two-step sign-in' }],
  ['/account/passkeys', { ko: '패스키', en: 'Passkeys' }],
  ['/account/sessions', { ko: '로그인된 기기', en: 'Where I am signed in' }],
  ['/account/identities', { ko: '다른 서비스 계정 연결', en: 'Linked accounts' }],
  [PLACES, NAMES],
  ['/account/events', { ko: '계정 활동', en: 'Account activity' }],
  ['/account/erase', { ko: '계정 삭제', en: 'Erase my account' }],
]

export const overview = page({
  path: '/account',
  title: { ko: '내 계정', en: 'My account' },
  forms: {
    main: form({
      fields: {
        nickname: {
          label: { ko: '닉네임', en: 'Nickname' },
          autocomplete: 'nickname',
          isName: 'bad_nickname',
        },
      },
      async act(c, { nickname }) {
        await auth(c).changeNickname(cookieCredential(c), nickname)
        return go(c, hereTo(c, '/account'), 'nickname_changed')
      },
    }),
  },
  load: async (c) => ({
    ...(await auth(c).readOwnAccount(cookieCredential(c))),
    hasRealms: c.get('config')().REALMS.size > 0,
  }),
  view: (view, { account: { username, email, emailVerifiedAt, nickname }, secondFactor, hasRealms }) => (
    <>
      <dl>
        <dt>{view.t({ ko: '아이디', en: 'Username' })}</dt>
        <dd>{username}</dd>
        <dt>{view.t({ ko: '이메일', en: 'Email' })}</dt>
        <dd>
          {email ?? view.t({ ko: '없음', en: 'None' })}
          {email !== null && emailVerifiedAt === null && (
            <span class="faint">{view.t({ ko: ' (확인되지 않음)', en: ' (not confirmed)' })}</span>
          )}
        </dd>
        <dt>{view.t({ ko: '2단계 인증', en: 'Two-step sign-in' })}</dt>
        <dd>{view.t(secondFactor ? { ko: '켜짐', en: 'On' } : { ko: '꺼짐', en: 'Off' })}</dd>
      </dl>
      <PageForm view={view} values={{ nickname }} submit={{ ko: '닉네임 저장', en: 'Save the nickname' }} />
      <ul class="list">
        {LINKS.filter(([path]) => hasRealms || path !== PLACES).map(([path, text]) => (
          <li>
            <a href={view.href(path)}>{view.t(text)}</a>
          </li>
        ))}
      </ul>
      <form method="post" action={view.href('/sign-out')}>
        <button type="submit" class="quiet">
          {view.t({ ko: '로그아웃', en: 'Sign out' })}
        </button>
      </form>
    </>
  ),
})
