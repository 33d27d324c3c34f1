import type { Finish } from '../../contracts/contract.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, type Page, page } from '../engine/definition.ts'
import { placeOf } from '../engine/place.ts'
import { PageForm, UserName } from '../parts/form.tsx'
import { newPassword as field, password } from '../wordings/fields.ts'

/** A change that an operator asks for: nothing else is open before it. */
export const newPassword = (finish: Finish): Page =>
  page({
    path: '/sign-in/new-password',
    title: { ko: '새 비밀번호 정하기', en: 'Choose a new password' },
    forms: {
      main: form({
        fields: {
          current: { ...password, label: { ko: '지금 비밀번호', en: 'Current password' }, isOptional: true },
          password: field,
        },
        judged: ['password'],
        says: {
          wrong_password: { ko: '지금 비밀번호가 올바르지 않습니다.', en: 'Your current password is wrong.' },
        },
        async act(c, { current, password }) {
          const { language } = placeOf(c)
          // Who has none yet shows none.
          const change = { current: current === '' ? undefined : current, password, language }
          return finish(c, await auth(c).changePassword(cookieCredential(c), change))
        },
      }),
    },
    async load(c) {
      const { account, session } = await auth(c).authenticate(cookieCredential(c), ['full', 'restricted'])
      const hasPassword = account.passwordHash !== null
      return { username: account.username, hasPassword, isForced: session.state === 'restricted' }
    },
    view: (view, { username, hasPassword, isForced }) => (
      <>
        {isForced && (
          <p>
            {view.t({
              ko: '이 계정은 비밀번호를 바꾼 뒤에 쓸 수 있습니다.',
              en: 'This account can be used once its password is changed.',
            })}
          </p>
        )}
        <PageForm
          view={view}
          without={hasPassword ? [] : ['current']}
          submit={{ ko: '비밀번호 바꾸기', en: 'Change password' }}
        >
          <UserName value={username} />
        </PageForm>
      </>
    ),
  })
