import { auth } from '../../http/app-env.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { email } from '../wordings/fields.ts'
import { doorOf } from './recover.tsx'

export const recoverUsername = page({
  path: '/recover/username',
  title: { ko: '아이디 찾기', en: 'Find your username' },
  forms: {
    main: form({
      fields: { email },
      widget: { action: 'recovery' },
      async act(c, { email }, token) {
        await auth(c).remindUsername(email, doorOf(c), placeOf(c).language, token)
        return go(c, hereTo(c, '/sign-in'), 'username_sent')
      },
    }),
  },
  view: (view) => (
    <>
      <p>
        {view.t({
          ko: '가입할 때 쓴 이메일로 아이디를 보냅니다.',
          en: 'Your username is sent to the email address that you signed up with.',
        })}
      </p>
      <PageForm view={view} submit={{ ko: '아이디 받기', en: 'Send my username' }} />
      <p>
        <a href={view.href('/sign-in')}>{view.t({ ko: '로그인으로 돌아가기', en: 'Back to sign-in' })}</a>
      </p>
    </>
  ),
})
