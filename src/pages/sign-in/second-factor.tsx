import type { Finish } from '../../contracts/contract.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, type Page, page, type View } from '../engine/definition.ts'
import { go, toNextStep } from '../engine/go.ts'
import { hereTo, onward } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { factorCode } from '../wordings/fields.ts'
import { stateOf } from './sign-in.tsx'

/** Out of a sign-in that its owner cannot finish, or does not want to. */
export const ToOtherAccount = ({ view }: { view: View }) => (
  <p>
    <a href={view.href('/sign-in')}>
      {view.t({ ko: '다른 계정으로 로그인', en: 'Sign in with another account' })}
    </a>
  </p>
)

export const secondFactor = (finish: Finish): Page =>
  page({
    path: '/sign-in/second-factor',
    title: { ko: '2단계 인증', en: 'Two-step sign-in' },
    forms: {
      main: form({
        fields: { code: factorCode },
        act: async (c, { code }) => finish(c, await auth(c).provideSecondFactor(cookieCredential(c), code)),
      }),
    },
    async leave(c) {
      const state = await stateOf(c)
      if (state === 'pending') return null
      return state === null ? go(c, hereTo(c, '/sign-in')) : toNextStep(c, state, onward(c))
    },
    view: (view) => (
      <>
        <PageForm view={view} submit={{ ko: '확인', en: 'Continue' }} />
        <ToOtherAccount view={view} />
      </>
    ),
  })
