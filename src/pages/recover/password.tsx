import { getCookie } from 'hono/cookie'
import { auth } from '../../http/app-env.ts'
import { clearResetProof, rememberBrowser } from '../../http/cookies.ts'
import { carriedBy, drop } from '../engine/carried.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm, UserName } from '../parts/form.tsx'
import { newPassword } from '../wordings/fields.ts'
import { PROOF, RECOVERY } from './recover.tsx'

export const resetPassword = page({
  path: '/recover/password',
  title: { ko: '새 비밀번호 정하기', en: 'Choose a new password' },
  forms: {
    main: form({
      fields: { password: newPassword },
      async act(c, { password }) {
        const { language } = placeOf(c)
        const reset = {
          proof: getCookie(c, PROOF.name) ?? null,
          password,
          pair: null,
          contract: 'pages',
          language,
        }
        await rememberBrowser(c, await auth(c).resetPassword(reset))
        const [login = ''] = carriedBy(c, RECOVERY)
        clearResetProof(c, PROOF)
        drop(c, RECOVERY)
        return go(c, hereTo(c, '/sign-in', login === '' ? {} : { login }), 'password_set')
      },
    }),
  },
  leave: async (c) => (getCookie(c, PROOF.name) ? null : go(c, hereTo(c, '/recover'))),
  load: async (c) => carriedBy(c, RECOVERY)[0] ?? '',
  view: (view, login) => (
    <>
      <p>
        {view.t({
          ko: '비밀번호를 바꾸면 모든 기기에서 로그아웃됩니다.',
          en: 'Once it is changed, you are signed out on all your devices.',
        })}
      </p>
      <PageForm view={view} submit={{ ko: '비밀번호 바꾸기', en: 'Change password' }}>
        <UserName value={login} />
      </PageForm>
      <p>
        <a href={view.href('/recover')}>{view.t({ ko: '처음부터 다시 하기', en: 'Start again' })}</a>
      </p>
    </>
  ),
})
