import type { Finish } from '../../contracts/contract.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, type Page, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { newPassword } from '../wordings/fields.ts'
import {
  againFor,
  GuardedForm,
  hasPasskey,
  ownAccount,
  owner,
  SAYS,
  shownByOwner,
  ToAccount,
} from './again.tsx'

const PATH = '/account/password'

export const password = (finish: Finish): Page =>
  page({
    path: PATH,
    title: { ko: '비밀번호 바꾸기', en: 'Change my password' },
    forms: {
      main: form({
        fields: { ...owner, password: newPassword },
        judged: ['password'],
        says: SAYS,
        async act(c, { password, ...given }) {
          const { password: current, passkey } = shownByOwner(c, given)
          const change = { current, passkey, password, language: placeOf(c).language }
          // Its cookies stay on the reply; where it leads is where a sign-in does.
          await finish(c, await auth(c).changePassword(cookieCredential(c), change))
          return go(c, hereTo(c, '/account'), 'password_changed')
        },
      }),
      again: againFor(PATH, 'set_password'),
    },
    async load(c) {
      const own = await ownAccount(c)
      // Who has a password shows that: a passkey changes none.
      return { ...own, hasPasskey: !own.hasPassword && (await hasPasskey(c)) }
    },
    view: (view, own) => (
      <>
        <p>
          {view.t({
            ko: '비밀번호를 바꾸면 다른 모든 기기에서 로그아웃됩니다.',
            en: 'Once it is changed, you are signed out on all your other devices.',
          })}
        </p>
        <GuardedForm
          view={view}
          own={own}
          right="set_password"
          submit={{ ko: '비밀번호 바꾸기', en: 'Change password' }}
        />
        <ToAccount view={view} />
      </>
    ),
  })
