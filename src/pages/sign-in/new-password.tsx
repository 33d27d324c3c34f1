import type { Finish } from '../../contracts/contract.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { againFor, askedAgain, GuardedForm, owner, SAYS, shownByOwner } from '../account/again.tsx'
import { form, type Page, page } from '../engine/definition.ts'
import { placeOf } from '../engine/place.ts'
import { newPassword as field } from '../wordings/fields.ts'
import { ToOtherAccount } from './second-factor.tsx'

const PATH = '/sign-in/new-password'

/** A change that an operator asks for: nothing else is open before it. */
export const newPassword = (finish: Finish): Page =>
  page({
    path: PATH,
    title: { ko: '새 비밀번호 정하기', en: 'Choose a new password' },
    forms: {
      main: form({
        fields: { ...owner, password: field },
        judged: ['password'],
        says: SAYS,
        async act(c, { password, ...given }) {
          const { password: current, passkey } = shownByOwner(c, given)
          const change = { current, passkey, password, language: placeOf(c).language }
          return finish(c, await auth(c).changePassword(cookieCredential(c), change))
        },
      }),
      again: againFor(PATH, 'set_password'),
    },
    async load(c) {
      const { account, session } = await auth(c).authenticate(cookieCredential(c), ['full', 'restricted'])
      const hasPassword = account.passwordHash !== null
      // Who has none shows once more what the session began with.
      const providers = session.provider === null ? [] : [session.provider]
      const hasPasskey = !hasPassword && session.methods.includes('pop')
      const own = { account, hasPassword, hasPasskey, providers, again: askedAgain(c) }
      return { own, isForced: session.state === 'restricted' }
    },
    view: (view, { own, isForced }) => (
      <>
        {isForced && (
          <p>
            {view.t({
              ko: '이 계정은 비밀번호를 바꾼 뒤에 쓸 수 있습니다.',
              en: 'This account can be used once its password is changed.',
            })}
          </p>
        )}
        <GuardedForm
          view={view}
          own={own}
          right="set_password"
          submit={{ ko: '비밀번호 바꾸기', en: 'Change password' }}
        />
        <ToOtherAccount view={view} />
      </>
    ),
  })
