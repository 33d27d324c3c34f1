import type { Account } from '../../core/auth.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Right } from '../../core/storage/rights.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { cookieCredential, readOAuthBrowser, setOAuthBrowser } from '../../http/cookies.ts'
import { type Field, form, type Text, type View } from '../engine/definition.ts'
import { hereTo } from '../engine/place.ts'
import { PageForm, UserName } from '../parts/form.tsx'
import { providerName } from '../parts/providers.tsx'
import { password } from '../wordings/fields.ts'

/** Whose page it is, and by what they can show it again. */
export interface Own {
  account: Account
  secondFactor: boolean
  hasPassword: boolean
  /** Where somebody without a password can sign in afresh. */
  providers: string[]
  /** What a fresh sign-in was just made for. */
  again: string | undefined
}

export async function ownAccount(c: Ctx): Promise<Own> {
  const credential = cookieCredential(c)
  const { account, secondFactor } = await auth(c).readOwnAccount(credential)
  const hasPassword = account.passwordHash !== null
  const linked = hasPassword ? [] : await auth(c).listIdentities(credential)
  const offered = auth(c)
    .providersOffered()
    .map(({ name }) => name)
  return {
    ...{ account, secondFactor, hasPassword },
    providers: linked.map(({ provider }) => provider).filter((name) => offered.includes(name)),
    again: c.req.query('error') === undefined ? c.req.query('again') : undefined,
  }
}

/** Who has no password leaves it out. */
export const current: Field = {
  ...password,
  label: { ko: '지금 비밀번호', en: 'Current password' },
  isOptional: true,
}

/** What was typed there, as the core takes it. */
export const shown = (current = ''): string | undefined => (current === '' ? undefined : current)

/** What a form with that field is refused with. */
export const SAYS: Record<'wrong_password' | 'reauthentication_needed', Text> = {
  wrong_password: { ko: '지금 비밀번호가 올바르지 않습니다.', en: 'Your current password is wrong.' },
  reauthentication_needed: {
    ko: '계속하려면 본인임을 다시 확인해 주세요.',
    en: 'Show once more that it is you, to go on.',
  },
}

/** Where providers send browsers back to, for whatever the native API or a page began. */
export const callback = (provider: string) => ({
  provider,
  contract: 'native',
  path: `/v1/oauth/${provider}/callback`,
})

/** Sends the browser on to the provider. */
export function toProvider(c: Ctx, { browser, url }: { browser: string; url: string }): Response {
  setOAuthBrowser(c, browser)
  return c.redirect(url, 303)
}

/** The form `again` of the page at that path: a fresh sign-in for one of these rights, and back. */
export const againFor = (path: string, ...rights: Right[]) =>
  form({
    fields: { provider: { kind: 'hidden' }, right: { kind: 'hidden' } },
    async act(c, { provider, right: asked }) {
      const right = rights.find((one) => one === asked)
      if (!right) throw new Refusal('invalid_request', {}, 'right: is none of this page')
      const options = { browser: readOAuthBrowser(c), returnTo: hereTo(c, path, { again: right }) }
      const request = auth(c).beginReauthentication(callback(provider), options, cookieCredential(c), right)
      return toProvider(c, await request)
    },
  })

type Props = Parameters<typeof PageForm>[0] & { own: Own; right: Right }

/** A form with the field `current`. Who has no password signs in afresh first, and sees the form then. */
export function GuardedForm({ own, right, ...props }: Props) {
  const { view, name = 'main', without = [], children } = props
  if (own.hasPassword) {
    return (
      <PageForm {...props}>
        <UserName value={own.account.username} />
        {children}
      </PageForm>
    )
  }
  const isRefused = view.refused?.form === name
  const isShown = isRefused || own.again === right
  return (
    <>
      {isShown && <PageForm {...props} without={['current', ...without]} />}
      {(!isShown || isRefused) && <SignInAgain view={view} own={own} right={right} />}
    </>
  )
}

function SignInAgain({ view, own: { providers }, right }: { view: View; own: Own; right: Right }) {
  if (providers.length === 0) {
    return (
      <p>
        <a href={view.href('/recover')}>
          {view.t({ ko: '계속하려면 먼저 비밀번호를 정해 주세요.', en: 'To go on, set a password first.' })}
        </a>
      </p>
    )
  }
  return (
    <>
      <p>
        {view.t({
          ko: '이 계정에는 비밀번호가 없습니다. 계속하려면 연결된 서비스에서 다시 로그인해 주세요.',
          en: 'This account has no password. To go on, sign in afresh where you always do.',
        })}
      </p>
      {providers.map((provider) => {
        const { ko, en } = providerName(provider)
        const submit = { ko: `${ko} 계정으로 다시 로그인`, en: `Sign in again with ${en}` }
        return <PageForm view={view} name="again" values={{ provider, right }} tone="quiet" submit={submit} />
      })}
    </>
  )
}

/** Below each of these pages. */
export const ToAccount = ({ view }: { view: View }) => (
  <p>
    <a href={view.href('/account')}>{view.t({ ko: '내 계정으로', en: 'Back to my account' })}</a>
  </p>
)
