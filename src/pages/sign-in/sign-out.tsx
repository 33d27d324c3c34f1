import { Refusal } from '../../core/refusal.ts'
import { auth } from '../../http/app-env.ts'
import { clearSessionCookies, cookieCredential } from '../../http/cookies.ts'
import { ToAccount } from '../account/again.tsx'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'

/** Pages have its form; who comes here by hand is asked once more. */
export const signOut = page({
  path: '/sign-out',
  title: { ko: '로그아웃', en: 'Sign out' },
  forms: {
    main: form({
      fields: {},
      async act(c) {
        try {
          const { cookies } = await auth(c).signOut(cookieCredential(c))
          clearSessionCookies(c, cookies)
        } catch (error) {
          if (!(error instanceof Refusal && error.code === 'signed_out')) throw error
        }
        const { returnTo } = placeOf(c)
        return returnTo === null ? go(c, hereTo(c, '/sign-in'), 'signed_out') : go(c, returnTo)
      },
    }),
  },
  view: (view) => (
    <>
      <p>
        {view.t({ ko: '이 브라우저에서 로그아웃합니다.', en: 'You will be signed out in this browser.' })}
      </p>
      <PageForm view={view} submit={{ ko: '로그아웃', en: 'Sign out' }} />
      <ToAccount view={view} />
    </>
  ),
})
