import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { email as field, mailedCode } from '../wordings/fields.ts'
import { againFor, current, GuardedForm, ownAccount, SAYS, shown, ToAccount } from './again.tsx'

const PATH = '/account/email'

/** In two steps: the account keeps its address until the code that went to the new one is entered. */
export const email = page({
  path: PATH,
  title: { ko: '이메일 바꾸기', en: 'Change my email' },
  forms: {
    main: form({
      fields: { email: { ...field, label: { ko: '새 이메일', en: 'New email' } }, current },
      judged: ['email'],
      says: SAYS,
      async act(c, { email, current }) {
        const request = { email, password: shown(current) }
        await auth(c).requestEmailChange(cookieCredential(c), request, placeOf(c).language)
        return go(c, hereTo(c, PATH, { step: 'code' }), 'code_sent')
      },
    }),
    confirm: form({
      fields: { code: mailedCode },
      async act(c, { code }) {
        await auth(c).confirmEmailChange(cookieCredential(c), code, placeOf(c).language)
        return go(c, hereTo(c, '/account'), 'email_changed')
      },
    }),
    again: againFor(PATH, 'change_email'),
  },
  load: async (c) => ({ own: await ownAccount(c), isAsked: c.req.query('step') === 'code' }),
  view: (view, { own, isAsked }) => (
    <>
      {isAsked || view.refused?.form === 'confirm' ? (
        <>
          <p>
            {view.t({
              ko: '새 주소로 코드를 보냈습니다. 10분 안에 입력하면 이메일이 바뀝니다.',
              en: 'A code went to the new address. Enter it within 10 minutes, and your email is changed.',
            })}
          </p>
          <PageForm view={view} name="confirm" submit={{ ko: '이메일 바꾸기', en: 'Change email' }} />
          <p>
            <a href={view.href(PATH)}>{view.t({ ko: '처음부터 다시 하기', en: 'Start again' })}</a>
          </p>
        </>
      ) : (
        <>
          <p>
            {own.account.email === null
              ? view.t({ ko: '이 계정에는 이메일이 없습니다.', en: 'This account has no email.' })
              : view.t({
                  ko: `지금 이메일은 ${own.account.email}입니다. 새 주소로 코드를 보냅니다.`,
                  en: `Your email is ${own.account.email} now. A code goes to the new address.`,
                })}
          </p>
          <GuardedForm
            view={view}
            own={own}
            right="change_email"
            submit={{ ko: '코드 받기', en: 'Send the code' }}
          />
          <p>
            <a href={view.href(PATH, { step: 'code' })}>
              {view.t({ ko: '받은 코드가 있으면 입력하기', en: 'I have a code' })}
            </a>
          </p>
        </>
      )}
      <ToAccount view={view} />
    </>
  ),
})
