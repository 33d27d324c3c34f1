import { REGISTRATION } from '../../core/lifetimes.ts'
import { auth } from '../../http/app-env.ts'
import { carry } from '../engine/carried.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { email, newPassword } from '../wordings/fields.ts'

/** The registration, and the address that its code went to. */
export const SIGN_UP = { name: 'munjigi_sign_up', path: '/sign-up' }

export const signUp = page({
  path: '/sign-up',
  title: { ko: '회원 가입', en: 'Create an account' },
  forms: {
    main: form({
      fields: {
        username: {
          label: { ko: '아이디', en: 'Username' },
          hint: {
            ko: '2~32자의 글자와 숫자. 마침표, 붙임표(-), 밑줄(_)도 됩니다.',
            en: '2 to 32 letters and digits; dots, dashes and underscores too, but not first.',
          },
          autocomplete: 'username',
        },
        email: {
          ...email,
          hint: {
            ko: '확인 코드를 이 주소로 보냅니다.',
            en: 'A code is sent there, to confirm that it is yours.',
          },
        },
        password: { ...newPassword, label: { ko: '비밀번호', en: 'Password' } },
      },
      judged: ['username', 'email', 'password'],
      widget: { action: 'sign-up' },
      async act(c, values, token) {
        const { realm, language } = placeOf(c)
        const registration = await auth(c).signUp({ ...values, realm, contract: 'pages', language, token })
        carry(c, SIGN_UP, [registration, values.email], REGISTRATION)
        return go(c, hereTo(c, '/sign-up/verify'))
      },
    }),
  },
  view: (view) => (
    <>
      <PageForm view={view} submit={{ ko: '가입하기', en: 'Create account' }} />
      <p>
        <a href={view.href('/sign-in')}>
          {view.t({ ko: '이미 계정이 있으신가요? 로그인', en: 'Have an account? Sign in' })}
        </a>
      </p>
    </>
  ),
})
