import type { Finish } from '../../contracts/contract.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, type Page, page } from '../engine/definition.ts'
import { go, toNextStep } from '../engine/go.ts'
import { hereTo, onward } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { stateOf } from './sign-in.tsx'

export const secondFactor = (finish: Finish): Page =>
  page({
    path: '/sign-in/second-factor',
    title: { ko: '2단계 인증', en: 'Second step' },
    forms: {
      main: form({
        fields: {
          code: {
            kind: 'code',
            label: { ko: '인증 코드', en: 'Code' },
            hint: {
              ko: '인증 앱에 보이는 숫자 6자리, 또는 복구 코드 하나를 입력하세요.',
              en: 'The 6 digits that your authenticator app shows, or one of your recovery codes.',
            },
            autocomplete: 'one-time-code',
            // Recovery codes have letters too.
            inputmode: 'text',
          },
        },
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
        <p>
          <a href={view.href('/sign-in')}>
            {view.t({ ko: '다른 계정으로 로그인', en: 'Sign in with another account' })}
          </a>
        </p>
      </>
    ),
  })
