import type { Finish } from '../../contracts/contract.ts'
import { CODE } from '../../core/lifetimes.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { carriedBy, carry, drop } from '../engine/carried.ts'
import { form, type Page, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { CodeForms } from '../parts/code-forms.tsx'
import { PageForm } from '../parts/form.tsx'
import { login, mailedCode } from '../wordings/fields.ts'

/** Whose code it is. */
const CODE_OF = { name: 'munjigi_code', path: '/sign-in/code' }

const doorOf = (c: Ctx) => ({ contract: 'pages', realm: placeOf(c).realm })

const ask = (c: Ctx, login: string, token: string | undefined) =>
  auth(c).askForSignInCode(login, doorOf(c), placeOf(c).language, token)

export const askForCode = page({
  path: '/sign-in/code',
  title: { ko: '코드로 로그인', en: 'Sign in with a code' },
  forms: {
    main: form({
      fields: { login },
      widget: { action: 'sign-in-code' },
      async act(c, { login }, token) {
        await ask(c, login, token)
        carry(c, CODE_OF, [login], CODE)
        return go(c, hereTo(c, '/sign-in/code/verify'))
      },
    }),
  },
  load: async (c) => c.req.query('login') ?? '',
  view: (view, login) => (
    <>
      <p>
        {view.t({
          ko: '비밀번호 대신, 계정의 이메일로 보내는 코드로 로그인합니다.',
          en: 'You sign in with a code that is sent to the email address of your account, instead of a password.',
        })}
      </p>
      <PageForm view={view} values={{ login }} submit={{ ko: '코드 받기', en: 'Send a code' }} />
      <p>
        <a href={view.href('/sign-in')}>
          {view.t({ ko: '비밀번호로 로그인하기', en: 'Sign in with a password' })}
        </a>
      </p>
    </>
  ),
})

/** Tells nobody whether there is such an account. */
export const signInByCode = (finish: Finish): Page =>
  page({
    path: '/sign-in/code/verify',
    title: { ko: '코드 입력', en: 'Enter the code' },
    forms: {
      main: form({
        fields: { code: mailedCode },
        async act(c, { code }) {
          const [login = ''] = carriedBy(c, CODE_OF)
          const signedIn = await auth(c).signInByCode({ login, code, kind: 'cookie', ...doorOf(c) })
          drop(c, CODE_OF)
          return finish(c, signedIn)
        },
      }),
      resend: form({
        fields: {},
        widget: { action: 'sign-in-code' },
        async act(c, _, token) {
          const [login = ''] = carriedBy(c, CODE_OF)
          await ask(c, login, token)
          carry(c, CODE_OF, [login], CODE)
          return go(c, hereTo(c, '/sign-in/code/verify'), 'code_sent')
        },
      }),
    },
    leave: async (c) => (carriedBy(c, CODE_OF).length === 0 ? go(c, hereTo(c, '/sign-in/code')) : null),
    load: async (c) => carriedBy(c, CODE_OF)[0] ?? '',
    view: (view, login) => (
      <>
        <p>
          {view.t({
            ko: '그런 계정이 있고 이메일이 확인되어 있으면 메일로 코드를 보냈습니다. 10분 안에 입력해 주세요. 메일이 보이지 않으면 스팸함도 확인해 주세요.',
            en: 'If there is such an account, and its email address was confirmed, a code went there. Enter it within 10 minutes. If no mail comes, look among your spam.',
          })}
        </p>
        <CodeForms
          view={view}
          submit={{ ko: '로그인', en: 'Sign in' }}
          start={view.href('/sign-in/code', login === '' ? {} : { login })}
        />
      </>
    ),
  })
