import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, page, type Screen, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { factorCode } from '../wordings/fields.ts'
import { againFor, current, GuardedForm, type Own, ownAccount, SAYS, shown, ToAccount } from './again.tsx'
import { recoveryCodes } from './recovery-codes.tsx'

const PATH = '/account/second-factor'
/** Modules around a QR code (ISO/IEC 18004 §9.1). */
const QUIET_ZONE = 4

export const secondFactor = page({
  path: PATH,
  title: { ko: '2단계 인증', en: 'Two-step sign-in' },
  forms: {
    enrol: form({
      fields: { current },
      says: SAYS,
      act: async (c, { current }) => scan(await auth(c).enrolTotp(cookieCredential(c), shown(current))),
    }),
    confirm: form({
      fields: {
        code: { ...factorCode, hint: { ko: '앱에 보이는 숫자 6자리', en: 'The 6 digits in the app' } },
      },
      act: async (c, { code }) =>
        recoveryCodes(await auth(c).confirmTotp(cookieCredential(c), code, placeOf(c).language)),
    }),
    renew: form({
      fields: { current },
      says: SAYS,
      act: async (c, { current }) =>
        recoveryCodes(
          await auth(c).renewRecoveryCodes(cookieCredential(c), shown(current), placeOf(c).language),
        ),
    }),
    disable: form({
      fields: { current, code: factorCode },
      says: SAYS,
      async act(c, { current, code }) {
        const proof = { password: shown(current), code }
        await auth(c).disableTotp(cookieCredential(c), proof, placeOf(c).language)
        return go(c, hereTo(c, PATH), 'second_factor_disabled')
      },
    }),
    again: againFor(PATH, 'enrol_totp', 'renew_recovery_codes', 'disable_totp'),
  },
  load: ownAccount,
  view: (view, own) => (
    <>
      {own.secondFactor ? <On view={view} own={own} /> : <Off view={view} own={own} />}
      <ToAccount view={view} />
    </>
  ),
})

/** The seed is told this once; the form below it may be sent as often as the code is wrong. */
const scan = ({ secret, uri }: { secret: string; uri: string }): Screen => ({
  title: { ko: '인증 앱에 등록하기', en: 'Add it to your app' },
  body: (view) => (
    <>
      <p>
        {view.t({
          ko: '인증 앱으로 이 QR 코드를 찍어 주세요. 앱이 이 기기에 있으면 아래 링크를 누르거나 키를 입력해 주세요.',
          en: 'Scan this with your authenticator app. If the app is on this device, use the link or type the key.',
        })}
      </p>
      <div class="qr" role="img" aria-label={view.t({ ko: 'QR 코드', en: 'QR code' })}>
        {raw(renderSVG(uri, { border: QUIET_ZONE }))}
      </div>
      <p>
        <a href={uri}>{view.t({ ko: '이 기기의 앱에서 열기', en: 'Open it in the app on this device' })}</a>
      </p>
      <p class="codes" id="seed">
        {secret.replace(/.{4}(?=.)/g, '$& ')}
      </p>
      <PageForm view={view} name="confirm" submit={{ ko: '켜기', en: 'Turn on' }} />
      <ToAccount view={view} />
    </>
  ),
})

const Off = ({ view, own }: { view: View; own: Own }) =>
  view.refused?.form === 'confirm' ? (
    <>
      <PageForm view={view} name="confirm" submit={{ ko: '켜기', en: 'Turn on' }} />
      <p>
        <a href={view.href(PATH)}>{view.t({ ko: '처음부터 다시 하기', en: 'Start again' })}</a>
      </p>
    </>
  ) : (
    <>
      <p>
        {view.t({
          ko: '꺼져 있습니다. 켜면 로그인할 때 비밀번호와 함께 인증 앱의 코드를 묻습니다.',
          en: 'It is off. Once it is on, signing in asks for a code from your authenticator app as well as the password.',
        })}
      </p>
      <GuardedForm
        view={view}
        own={own}
        name="enrol"
        right="enrol_totp"
        submit={{ ko: '등록 시작', en: 'Begin' }}
      />
    </>
  )

const On = ({ view, own }: { view: View; own: Own }) => (
  <>
    <p>{view.t({ ko: '켜져 있습니다.', en: 'It is on.' })}</p>
    <h2>{view.t({ ko: '새 복구 코드', en: 'New recovery codes' })}</h2>
    <p>
      {view.t({
        ko: '이전 복구 코드는 쓸 수 없게 됩니다.',
        en: 'Those that you have now stop working.',
      })}
    </p>
    <GuardedForm
      view={view}
      own={own}
      name="renew"
      right="renew_recovery_codes"
      tone="quiet"
      submit={{ ko: '복구 코드 새로 만들기', en: 'Make new recovery codes' }}
    />
    <h2>{view.t({ ko: '2단계 인증 끄기', en: 'Turn off two-step sign-in' })}</h2>
    <GuardedForm
      view={view}
      own={own}
      name="disable"
      right="disable_totp"
      tone="danger"
      submit={{ ko: '끄기', en: 'Turn off' }}
    />
  </>
)
