import { auth } from '../../http/app-env.ts'
import { clearSessionCookies, cookieCredential } from '../../http/cookies.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { factorCode } from '../wordings/fields.ts'
import { againFor, current, GuardedForm, ownAccount, SAYS, shown, ToAccount } from './again.tsx'

const PATH = '/account/erase'

export const erase = page({
  path: PATH,
  title: { ko: '계정 삭제', en: 'Erase my account' },
  forms: {
    main: form({
      fields: { current, code: { ...factorCode, isOptional: true } },
      says: SAYS,
      async act(c, { current, code }) {
        const erasure = { password: shown(current), code }
        const cookies = await auth(c).eraseAccount(cookieCredential(c), erasure, placeOf(c).language)
        clearSessionCookies(c, cookies)
        return go(c, hereTo(c, '/sign-in'), 'account_erased')
      },
    }),
    again: againFor(PATH, 'erase_account'),
  },
  load: ownAccount,
  view: (view, own) => (
    <>
      <p>
        {view.t({
          ko: `이 계정(${own.account.username})과 저장된 모든 정보를 지웁니다. 되돌릴 수 없습니다.`,
          en: `The account ${own.account.username} and all that is kept of it are erased. This cannot be undone.`,
        })}
      </p>
      <GuardedForm
        view={view}
        own={own}
        right="erase_account"
        without={own.secondFactor ? [] : ['code']}
        tone="danger"
        submit={{ ko: '계정 삭제', en: 'Erase for ever' }}
      />
      <ToAccount view={view} />
    </>
  ),
})
