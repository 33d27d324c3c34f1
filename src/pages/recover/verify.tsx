import { auth } from '../../http/app-env.ts'
import { setResetProof } from '../../http/cookies.ts'
import { carriedBy } from '../engine/carried.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { CodeForms } from '../parts/code-forms.tsx'
import { mailedCode } from '../wordings/fields.ts'
import { doorOf, PROOF, RECOVERY } from './recover.tsx'

/** Tells nobody whether there is such an account. */
export const verifyRecovery = page({
  path: '/recover/verify',
  title: { ko: '코드 입력', en: 'Enter the code' },
  forms: {
    main: form({
      fields: { code: mailedCode },
      async act(c, { code }) {
        const [login = ''] = carriedBy(c, RECOVERY)
        setResetProof(c, PROOF, await auth(c).checkResetCode({ login }, code, doorOf(c)))
        return go(c, hereTo(c, '/recover/password'))
      },
    }),
    resend: form({
      fields: {},
      widget: { action: 'recovery' },
      async act(c, _, token) {
        const [login = ''] = carriedBy(c, RECOVERY)
        await auth(c).askForReset(login, doorOf(c), placeOf(c).language, token)
        return go(c, hereTo(c, '/recover/verify'), 'code_sent')
      },
    }),
  },
  leave: async (c) => (carriedBy(c, RECOVERY).length === 0 ? go(c, hereTo(c, '/recover')) : null),
  view: (view) => (
    <>
      <p>
        {view.t({
          ko: '그런 계정이 있으면 메일로 코드를 보냈습니다. 10분 안에 입력해 주세요. 메일이 보이지 않으면 스팸함도 확인해 주세요.',
          en: 'If there is such an account, a code went to its email address. Enter it within 10 minutes. If no mail comes, look among your spam.',
        })}
      </p>
      <CodeForms view={view} submit={{ ko: '확인', en: 'Continue' }} start={view.href('/recover')} />
    </>
  ),
})
