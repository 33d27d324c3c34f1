import type { Account } from '../../core/auth.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Right } from '../../core/storage/rights.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { cookieCredential, readCeremony, readOAuthBrowser, setOAuthBrowser } from '../../http/cookies.ts'
import { assertion, credentialIn } from '../../http/passkeys/credentials.ts'
import { type Field, form, type Text, type View } from '../engine/definition.ts'
import { hereTo } from '../engine/place.ts'
import { type FormProps, PageForm, UserName } from '../parts/form.tsx'
import { AskForPasskey, PasskeyButton } from '../parts/passkeys.tsx'
import { providerName } from '../parts/providers.tsx'
import { password } from '../wordings/fields.ts'

/** Whose form it is, and by what they can show it again. */
export interface Owner {
  account: Account
  hasPassword: boolean
  /** Whether the page takes a passkey in the place of the password, and there is one. */
  hasPasskey?: boolean
  /** Where somebody without a password can sign in afresh. */
  providers: string[]
  /** What a fresh sign-in was just made for, and which one where the page has several. */
  again: Again | undefined
}

interface Again {
  right: string
  of: string
}

/** Whose page it is. */
export interface Own extends Owner {
  secondFactor: boolean
}

/** What the page was asked with, unless nothing came of it. */
export function askedAgain(c: Ctx): Again | undefined {
  const { error, again: right, of = '' } = c.req.query()
  return error === undefined && right !== undefined ? { right, of } : undefined
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
    again: askedAgain(c),
  }
}

export const hasPasskey = async (c: Ctx): Promise<boolean> =>
  (await auth(c).listPasskeys(cookieCredential(c))).length > 0

/** Who has no password leaves it out. */
export const current: Field = {
  ...password,
  label: { ko: '지금 비밀번호', en: 'Current password' },
  isOptional: true,
}

/** What was typed there, as the core takes it. */
export const shown = (current = ''): string | undefined => (current === '' ? undefined : current)

/** Of a form that takes a passkey in its place. */
export const owner = { current, credential: { kind: 'hidden', isOptional: true } } satisfies Record<
  string,
  Field
>

/** What such a form has, as the core takes it: a passkey counts, since a script has sent the form once it was used. */
export function shownByOwner(c: Ctx, given: Record<keyof typeof owner, string>) {
  if (given.credential === '') return { password: shown(given.current) }
  const credential = credentialIn(assertion, given.credential)
  if (credential === null) throw new Refusal('wrong_passkey', {}, 'no credential')
  return { passkey: { credential, ceremony: readCeremony(c) } }
}

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
    fields: {
      provider: { kind: 'hidden' },
      right: { kind: 'hidden' },
      of: { kind: 'hidden', isOptional: true },
    },
    async act(c, { provider, right: asked, of }) {
      const right = rights.find((one) => one === asked)
      if (!right) throw new Refusal('invalid_request', {}, 'right: is none of this page')
      const returnTo = hereTo(c, path, { again: right, ...(of !== '' && { of }) })
      const options = { browser: readOAuthBrowser(c), returnTo }
      const request = auth(c).beginReauthentication(callback(provider), options, cookieCredential(c), right)
      return toProvider(c, await request)
    },
  })

/** Whether somebody comes back from their provider for that. */
export const isBackFor = ({ again }: Owner, right: Right, of = ''): boolean =>
  again?.right === right && again.of === of

type Props = FormProps & { own: Owner; right: Right }

/** Where the script asks for what a passkey of the owner's answers. */
const CHALLENGE = { begin: '/v1/sessions/passkey/options', purpose: 'reauthentication' }

/**
 * A form with the field `current`. Who has no password shows a passkey, or signs in afresh first, and sees the form
 * then.
 */
export function GuardedForm({ own, right, ...props }: Props) {
  const { view, name = 'main', without = [], of = '', children, submit, tone } = props
  if (own.hasPassword) {
    return (
      <PageForm
        {...props}
        last={
          own.hasPasskey && (
            <AskForPasskey
              view={view}
              {...CHALLENGE}
              // It sends the form: what it does is to be seen.
              tone={tone ?? 'quiet'}
              text={{ ko: `패스키로 ${submit.ko}`, en: `${submit.en} with a passkey` }}
            />
          )
        }
      >
        <UserName value={own.account.username} />
        {children}
      </PageForm>
    )
  }
  const isRefused = view.refused?.form === name
  const isShown = isBackFor(own, right, of) || (isRefused && !own.hasPasskey)
  const form = { ...props, without: ['current', ...without] }
  return (
    <>
      {isShown && <PageForm {...form} />}
      {!isShown && own.hasPasskey && <PasskeyButton {...form} {...CHALLENGE} />}
      {(!isShown || isRefused) && <SignInAgain view={view} own={own} right={right} of={of} />}
    </>
  )
}

function SignInAgain({ view, own, right, of }: Pick<Props, 'view' | 'own' | 'right'> & { of: string }) {
  const { providers } = own
  if (providers.length === 0) {
    // The first password is what some of them are to set, by the passkey above.
    return own.hasPasskey ? null : (
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
          en: 'This account has no password. To go on, sign in again with the service that it is linked to.',
        })}
      </p>
      {providers.map((provider) => {
        const { ko, en } = providerName(provider)
        const submit = { ko: `${ko} 계정으로 다시 로그인`, en: `Sign in again with ${en}` }
        return (
          <PageForm
            view={view}
            name="again"
            values={{ provider, right, of }}
            tone={own.hasPasskey || providers.length > 1 ? 'quiet' : undefined}
            submit={submit}
          />
        )
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
