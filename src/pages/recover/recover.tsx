import { RESET_PROOF } from '../../core/lifetimes.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { carry } from '../engine/carried.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { login } from '../wordings/fields.ts'

/** Whose password it is about, and the proof that the right code is exchanged for. */
export const RECOVERY = { name: 'munjigi_recovery', path: '/recover' }
export const PROOF = { name: 'munjigi_reset', path: '/recover' }

/** In which names are looked up. */
export const doorOf = (c: Ctx) => ({ contract: 'pages', realm: placeOf(c).realm })

export const recover = page({
  path: '/recover',
  title: { ko: '비밀번호 다시 정하기', en: 'Reset your password' },
  forms: {
    main: form({
      fields: { login },
      widget: { action: 'recovery' },
      async act(c, { login }, token) {
        await auth(c).askForReset(login, doorOf(c), placeOf(c).language, token)
        carry(c, RECOVERY, [login], RESET_PROOF)
        return go(c, hereTo(c, '/recover/verify'))
      },
    }),
  },
  view: (view) => (
    <>
      <p>
        {view.t({
          ko: '계정의 이메일로 코드를 보냅니다. 그 코드로 비밀번호를 다시 정할 수 있습니다.',
          en: 'A code is sent to the email address of your account. With it you can set a new password.',
        })}
      </p>
      <PageForm view={view} submit={{ ko: '코드 받기', en: 'Send a code' }} />
      <p>
        <a href={view.href('/recover/username')}>
          {view.t({ ko: '아이디를 잊으셨나요?', en: 'Forgot your username?' })}
        </a>
      </p>
      <p>
        <a href={view.href('/sign-in')}>{view.t({ ko: '로그인으로 돌아가기', en: 'Back to sign-in' })}</a>
      </p>
    </>
  ),
})
