import { auth } from '../../http/app-env.ts'
import { carriedBy, drop } from '../engine/carried.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { CodeForms } from '../parts/code-forms.tsx'
import { mailedCode } from '../wordings/fields.ts'
import { SIGN_UP } from './sign-up.tsx'

/** There is no account before the code. */
export const verifySignUp = page({
  path: '/sign-up/verify',
  title: { ko: '이메일 확인', en: 'Confirm your email' },
  forms: {
    main: form({
      fields: { code: mailedCode },
      async act(c, { code }) {
        const [registration = ''] = carriedBy(c, SIGN_UP)
        const { username } = await auth(c).verifySignUp({ registration, code }, 'pages')
        drop(c, SIGN_UP)
        return go(c, hereTo(c, '/sign-in', { login: username }), 'signed_up')
      },
    }),
    resend: form({
      fields: {},
      async act(c) {
        const [registration = ''] = carriedBy(c, SIGN_UP)
        await auth(c).resendSignUpCode(registration, placeOf(c).language)
        return go(c, hereTo(c, '/sign-up/verify'), 'code_sent')
      },
    }),
  },
  leave: async (c) => (carriedBy(c, SIGN_UP).length === 0 ? go(c, hereTo(c, '/sign-up')) : null),
  load: async (c) => carriedBy(c, SIGN_UP)[1] ?? '',
  view: (view, email) => (
    <>
      <p>
        {view.t({
          ko: '다음 주소로 코드를 보냈습니다. 30분 안에 입력해 주세요.',
          en: 'A code went to this address. Enter it within 30 minutes.',
        })}
        <br />
        <strong>{email}</strong>
      </p>
      <CodeForms view={view} submit={{ ko: '확인', en: 'Confirm' }} start={view.href('/sign-up')} />
    </>
  ),
})
