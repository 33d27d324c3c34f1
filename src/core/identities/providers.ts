import * as z from 'zod/mini'
import type { Context } from '../context.ts'
import type { Profile, Prompt } from '../ports.ts'

/** How a provider is spoken with. */
export interface Manner {
  /** What is asked with the access token; `profile` reads each answer under its name here. */
  sources: Record<string, string>
  scope: string
  /** RFC 7636, S256. */
  pkce: boolean
  /** What of the authorization request makes the provider ask. */
  prompts?: { [What in Prompt]?: Record<string, string> }
  /** Whether its ID token says when it did (OpenID Connect Core §2, `auth_time`). */
  tellsWhen?: boolean
  /** Whether the state goes with the code once more. */
  repeatsState?: boolean
  /** Of OpenID Connect: what the userinfo endpoint is asked for where the ID token lacks any of it. */
  claims?: string[]
  profile: () => z.ZodMiniType<Profile>
}

export interface ProviderFacts extends Manner {
  issuer: string
  authorize: string
  token: string
  /** OpenID Connect: the ID token is signed with these keys, and is what `profile` reads as `claims`. */
  jwks?: string
}

const numericId = () => z.pipe(z.int().check(z.positive()), z.transform(String))

const opaqueId = () => z.string().check(z.minLength(1), z.maxLength(255))

const text = () => z.nullish(z.string())

const flag = () => z.nullish(z.boolean())

export const person = (
  given: { subject: string } & { [Field in keyof Profile]?: Profile[Field] | undefined },
) => ({
  subject: given.subject,
  username: given.username ?? null,
  nickname: given.nickname ?? null,
  email: given.email ?? null,
  emailVerified: given.emailVerified ?? false,
})

const kakaoAccount = () =>
  z.object({
    email: text(),
    is_email_valid: flag(),
    is_email_verified: flag(),
    profile: z.nullish(z.object({ nickname: text() })),
  })

/** Those that are built in, as their own documents describe them. All take the client's secret in the request's body. */
export const PROVIDERS = {
  '42': {
    issuer: 'https://api.intra.42.fr',
    authorize: 'https://api.intra.42.fr/oauth/authorize',
    token: 'https://api.intra.42.fr/oauth/token',
    sources: { me: 'https://api.intra.42.fr/v2/me' },
    scope: 'public',
    pkce: false,
    profile: () =>
      z.pipe(
        z.object({ me: z.object({ id: numericId(), login: text(), displayname: text(), email: text() }) }),
        z.transform(({ me: { id, login, displayname, email } }) =>
          person({ subject: id, username: login, nickname: displayname, email }),
        ),
      ),
  },

  google: {
    issuer: 'https://accounts.google.com',
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    jwks: 'https://www.googleapis.com/oauth2/v3/certs',
    sources: {},
    scope: 'openid email profile',
    pkce: true,
    prompts: { consent: { prompt: 'select_account' } },
    profile: () =>
      z.pipe(
        z.object({
          claims: z.object({ sub: opaqueId(), name: text(), email: text(), email_verified: flag() }),
        }),
        z.transform(({ claims: { sub, name, email, email_verified } }) =>
          person({ subject: sub, nickname: name, email, emailVerified: email_verified ?? false }),
        ),
      ),
  },

  github: {
    issuer: 'https://github.com/login/oauth',
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    sources: { user: 'https://api.github.com/user', emails: 'https://api.github.com/user/emails' },
    scope: 'read:user user:email',
    pkce: true,
    prompts: { consent: { prompt: 'select_account' } },
    profile: () =>
      z.pipe(
        z.object({
          user: z.object({ id: numericId(), login: text(), name: text() }),
          emails: z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })),
        }),
        z.transform(({ user: { id, login, name }, emails }) => {
          const email = emails.find(({ primary, verified }) => primary && verified)?.email
          return person({ subject: id, username: login, nickname: name, email, emailVerified: true })
        }),
      ),
  },

  kakao: {
    issuer: 'https://kauth.kakao.com',
    authorize: 'https://kauth.kakao.com/oauth/authorize',
    token: 'https://kauth.kakao.com/oauth/token',
    sources: { me: 'https://kapi.kakao.com/v2/user/me' },
    prompts: { password: { prompt: 'login' }, consent: { prompt: 'select_account' } },
    // Kakao asks for what the application is set up for, and refuses to be asked for more.
    scope: '',
    pkce: true,
    profile: () =>
      z.pipe(
        z.object({ me: z.object({ id: numericId(), kakao_account: z.nullish(kakaoAccount()) }) }),
        z.transform(({ me: { id, kakao_account: account } }) => {
          const emailVerified = account?.is_email_valid === true && account.is_email_verified === true
          return person({
            subject: id,
            nickname: account?.profile?.nickname,
            email: account?.email,
            emailVerified,
          })
        }),
      ),
  },

  naver: {
    issuer: 'https://nid.naver.com',
    authorize: 'https://nid.naver.com/oauth2.0/authorize',
    token: 'https://nid.naver.com/oauth2.0/token',
    sources: { me: 'https://openapi.naver.com/v1/nid/me' },
    scope: '',
    pkce: false,
    prompts: { password: { auth_type: 'reauthenticate' }, consent: { auth_type: 'reprompt' } },
    repeatsState: true,
    profile: () =>
      z.pipe(
        z.object({
          me: z.object({
            resultcode: z.literal('00'),
            response: z.object({ id: opaqueId(), nickname: text(), name: text(), email: text() }),
          }),
        }),
        z.transform(({ me: { response } }) => {
          const { id, nickname, name, email } = response
          return person({ subject: id, nickname: nickname ?? name, email })
        }),
      ),
  },
} satisfies Record<string, ProviderFacts>

const claims = () =>
  z.object({
    email: text(),
    // Some write it as a text, which says nothing.
    email_verified: z.optional(z.unknown()),
    name: text(),
    preferred_username: text(),
  })

const isVerified = (told: { email?: string | null | undefined; email_verified?: unknown }) =>
  Boolean(told.email) && told.email_verified === true

/** Any OpenID provider, as its standard claims are defined (OpenID Connect Core §5.1). */
export const OPENID: Manner = {
  sources: {},
  scope: 'openid email profile',
  pkce: true,
  prompts: { password: { prompt: 'login', max_age: '0' }, consent: { prompt: 'consent' } },
  tellsWhen: true,
  claims: ['email', 'email_verified', 'name', 'preferred_username'],
  profile: () =>
    z.pipe(
      z.object({ claims: z.extend(claims(), { sub: opaqueId() }), userinfo: claims() }),
      z.transform(({ claims, userinfo }) => {
        // An address and whether it is verified are one statement: both are of the same answer.
        const stated = [claims, userinfo].find(isVerified)
        return person({
          subject: claims.sub,
          username: claims.preferred_username ?? userinfo.preferred_username,
          nickname: claims.name ?? userinfo.name,
          email: stated?.email ?? claims.email ?? userinfo.email,
          emailVerified: stated !== undefined,
        })
      }),
    ),
}

export type ProviderName = keyof typeof PROVIDERS

export const providerNames = Object.keys(PROVIDERS) as ProviderName[]

/** Whether identities of the provider can be signed in by, or could before it was no longer configured. */
export const isKnownProvider = ({ providers }: Pick<Context, 'providers'>, name: string): boolean =>
  Object.hasOwn(PROVIDERS, name) || providers.has(name)
