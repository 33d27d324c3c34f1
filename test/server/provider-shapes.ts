/** Who is signed in at a provider. `id` is whatever the provider would send, so that a test may send nonsense. */
export interface Person {
  id: unknown
  username: string
  nickname: string | null
  email: string | null
  verified: boolean
}

export interface Granted {
  accessToken: string
  idToken: string
}

export interface Shape {
  authorize: string
  token: string
  /** What answers the access token. */
  profiles: Record<string, (person: Person) => unknown>
  tokens: (granted: Granted) => object
  /** The token endpoint's refusal. */
  refusal: { status: number; body: (error: string) => object }
  pkce: boolean
  /** Whether it has an issuer of its own for each client, with discovery, and tells the rest at the userinfo endpoint. */
  tellsItself?: true
  /** Whether the token request must name the redirect URI, or the state, once more. */
  repeats: 'redirect_uri' | 'state'
}

const refuse = (status: number, body: Shape['refusal']['body']) => ({ status, body })

/** What each provider's endpoints take and send, under the paths of the real hosts. */
export const SHAPES: Record<string, Shape> = {
  '42': {
    authorize: '/oauth/authorize',
    token: '/oauth/token',
    profiles: {
      '/v2/me': ({ id, username, nickname, email }) => ({
        id,
        email,
        login: username,
        first_name: 'Marie',
        displayname: nickname,
        kind: 'student',
        'staff?': false,
        cursus_users: [{ id: 1, grade: 'Learner', level: 4.2 }],
        projects_users: Array.from({ length: 120 }, (_, index) => ({
          id: index,
          final_mark: 100,
          status: 'finished',
          project: {
            id: index,
            name: `project ${index}`,
            slug: `42cursus-project-${index}`,
            parent_id: null,
          },
          cursus_ids: [21],
          marked_at: '2026-01-01T00:00:00.000Z',
          created_at: '2026-01-01T00:00:00.000Z',
          updated_at: '2026-01-01T00:00:00.000Z',
          description: 'what a student who has been there for years has a lot of, '.repeat(8),
        })),
      }),
    },
    tokens: ({ accessToken }) => ({
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: 7200,
      refresh_token: `${accessToken}-refresh`,
      scope: 'public',
      created_at: 1_700_000_000,
      secret_valid_until: 1_800_000_000,
    }),
    refusal: refuse(401, (error) => ({
      error,
      error_description:
        'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
    })),
    pkce: false,
    repeats: 'redirect_uri',
  },

  google: {
    authorize: '/o/oauth2/v2/auth',
    token: '/token',
    profiles: {},
    tokens: ({ accessToken, idToken }) => ({
      access_token: accessToken,
      expires_in: 3599,
      scope: 'openid https://www.googleapis.com/auth/userinfo.email',
      token_type: 'Bearer',
      id_token: idToken,
    }),
    refusal: refuse(400, (error) => ({ error, error_description: 'Bad Request' })),
    pkce: true,
    repeats: 'redirect_uri',
  },

  github: {
    authorize: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    profiles: {
      '/user': ({ id, username, nickname }) => ({
        login: username,
        id,
        node_id: 'MDQ6VXNlcjE=',
        type: 'User',
        name: nickname,
        email: null,
      }),
      '/user/emails': ({ email, verified }) => [
        { email: 'other@users.noreply.github.com', primary: false, verified: true, visibility: null },
        ...(email === null ? [] : [{ email, primary: true, verified, visibility: 'private' }]),
      ],
    },
    tokens: ({ accessToken }) => ({
      access_token: accessToken,
      token_type: 'bearer',
      scope: 'read:user,user:email',
    }),
    refusal: refuse(200, () => ({
      error: 'bad_verification_code',
      error_description: 'The code passed is incorrect or expired.',
      error_uri: 'https://docs.github.com/',
    })),
    pkce: true,
    repeats: 'redirect_uri',
  },

  kakao: {
    authorize: '/oauth/authorize',
    token: '/oauth/token',
    profiles: {
      '/v2/user/me': ({ id, nickname, email, verified }) => ({
        id,
        connected_at: '2026-01-01T00:00:00Z',
        properties: { nickname },
        kakao_account: {
          profile_nickname_needs_agreement: false,
          profile: { nickname, is_default_nickname: false },
          has_email: email !== null,
          email_needs_agreement: false,
          ...(email !== null && { is_email_valid: true, is_email_verified: verified, email }),
        },
      }),
    },
    tokens: ({ accessToken }) => ({
      token_type: 'bearer',
      access_token: accessToken,
      expires_in: 21_599,
      refresh_token: `${accessToken}-refresh`,
      refresh_token_expires_in: 5_183_999,
      scope: 'account_email profile_nickname',
    }),
    refusal: refuse(400, (error) => ({
      error,
      error_description: 'authorization code not found',
      error_code: 'KOE320',
    })),
    pkce: true,
    repeats: 'redirect_uri',
  },

  naver: {
    authorize: '/oauth2.0/authorize',
    token: '/oauth2.0/token',
    profiles: {
      '/v1/nid/me': ({ id, nickname, email }) => ({
        resultcode: '00',
        message: 'success',
        response: { id, nickname, email, name: '나라', profile_image: 'https://ssl.pstatic.net/x.png' },
      }),
    },
    tokens: ({ accessToken }) => ({
      access_token: accessToken,
      refresh_token: `${accessToken}-refresh`,
      token_type: 'bearer',
      expires_in: '3600',
    }),
    refusal: refuse(200, () => ({
      error: 'invalid_request',
      error_description: 'no valid data in session',
    })),
    pkce: false,
    repeats: 'state',
  },
}

SHAPES.acme = {
  authorize: '/acme/authorize',
  token: '/acme/token',
  profiles: {
    '/acme/userinfo': ({ id, username, nickname, email, verified }) => ({
      sub: id,
      name: nickname,
      preferred_username: username,
      ...(email !== null && { email, email_verified: verified }),
    }),
  },
  tokens: ({ accessToken, idToken }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: `${accessToken}-refresh`,
    id_token: idToken,
    scope: 'openid email profile',
  }),
  refusal: refuse(400, (error) => ({ error, error_description: 'grant request is invalid' })),
  pkce: true,
  repeats: 'redirect_uri',
  tellsItself: true,
}

const LONG_ID = 'kd93jf8sk2-_naverOpaqueIdOfSixtyFourCharactersForThisOneClientXx'

export const newPerson = (provider: string): Person => ({
  id: { google: '110169484474386276334', naver: LONG_ID, acme: 'acme-4242' }[provider] ?? 4242,
  username: 'mlee',
  nickname: '마리',
  email: `mlee@${provider}.example`,
  verified: true,
})
