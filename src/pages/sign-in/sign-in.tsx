import type { Finish } from '../../contracts/contract.ts'
import type { SessionState } from '../../core/auth.ts'
import { Refusal } from '../../core/refusal.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { cookieCredential, readCeremony } from '../../http/cookies.ts'
import { assertion, credentialIn } from '../../http/passkeys/credentials.ts'
import { form, type Page, page } from '../engine/definition.ts'
import { go, toNextStep } from '../engine/go.ts'
import { hereTo, onward, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { PasskeyButton } from '../parts/passkeys.tsx'
import { Providers } from '../parts/providers.tsx'
import { login, password } from '../wordings/fields.ts'

/** Of the session whose cookie came along; null where there is none. */
export async function stateOf(c: Ctx): Promise<SessionState | null> {
  const credential = cookieCredential(c)
  if (credential === null) return null
  try {
    return (await auth(c).authenticate(credential, ['full', 'pending', 'restricted'])).session.state
  } catch (error) {
    if (error instanceof Refusal && error.code === 'signed_out') return null
    throw error
  }
}

/** By password; whoever comes back from a provider comes here too, and is sent on. */
export const signIn = (finish: Finish): Page =>
  page({
    path: '/sign-in',
    title: { ko: '로그인', en: 'Sign in' },
    forms: {
      main: form({
        fields: { login: { ...login, autocomplete: 'username webauthn' }, password },
        widget: { action: 'sign-in', onceRefused: true },
        async act(c, values, token) {
          const { realm } = placeOf(c)
          const given = { ...values, realm, by: 'either', kind: 'cookie', contract: 'pages' } as const
          return finish(c, await auth(c).signIn({ ...given, widget: { token } }))
        },
      }),
      code: form({
        fields: { login: { ...login, isOptional: true } },
        act: async (c, { login }) => go(c, hereTo(c, '/sign-in/code', login === '' ? {} : { login })),
      }),
      passkey: form({
        fields: { credential: { kind: 'hidden' } },
        async act(c, values) {
          const credential = credentialIn(assertion, values.credential)
          if (credential === null) throw new Refusal('wrong_passkey', {}, 'no credential')
          const shown = { credential, ceremony: readCeremony(c) }
          return finish(c, await auth(c).signInWithPasskey({ ...shown, kind: 'cookie', contract: 'pages' }))
        },
      }),
    },
    async leave(c) {
      const state = await stateOf(c)
      if (state === 'full') return go(c, onward(c))
      // Whoever left a sign-in half-way may begin another; a provider says that one is to be gone on with.
      return state !== null && c.req.query('next') ? toNextStep(c, state, onward(c)) : null
    },
    load: async (c) => ({
      login: c.req.query('login') ?? '',
      providers: auth(c).providersOffered(),
      realm: placeOf(c).realm ?? c.get('config')().REALMS.get('pages'),
      hasCodes: c.get('config')().EMAIL_SIGN_IN,
    }),
    view: (view, { login, providers, realm, hasCodes }) => (
      <>
        <PageForm view={view} id="by-password" values={{ login }} submit={{ ko: '로그인', en: 'Sign in' }} />
        <p>
          <a href={view.href('/recover')}>
            {view.t({ ko: '비밀번호를 잊으셨나요?', en: 'Forgot your password?' })}
          </a>
        </p>
        {(hasCodes || providers.length > 0) && <p class="or">{view.t({ ko: '또는', en: 'or' })}</p>}
        <div class="choices">
          {hasCodes && (
            // Of the form above, so that the name comes along; behind it, so that Enter means the password.
            <button type="submit" class="quiet" form="by-password" name="form" value="code">
              {view.t({ ko: '메일로 받은 코드로 로그인', en: 'Sign in with a code by mail' })}
            </button>
          )}
          <PasskeyButton
            view={view}
            name="passkey"
            tone="quiet"
            begin="/v1/sessions/passkey/options"
            submit={{ ko: '패스키로 로그인', en: 'Sign in with a passkey' }}
          />
          <Providers view={view} names={providers.map(({ name }) => name)} realm={realm} />
        </div>
        <p>
          <a href={view.href('/sign-up')}>{view.t({ ko: '회원 가입', en: 'Create an account' })}</a>
        </p>
      </>
    ),
  })
