import { JWT, REFRESH_TOKEN } from '../../world/answers.ts'
import { type Harness, PEOPLE } from '../../world/harness.ts'
import type { Example } from '../example.ts'

const LOGIN = {
  method: 'POST',
  path: '/api/v1/auth/login',
  headers: { Accept: 'application/json' },
  body: `{
  "user":"testuser",
  "password":"111111"
}`,
}

const headers = { 'Content-Type': 'application/json' }

const tokens = { access_token: JWT, refresh_token: REFRESH_TOKEN }

/** The tokens of the login stand where the document abbreviates them. */
async function signedIn({ request }: Harness) {
  const { body } = await request('POST', LOGIN.path, { raw: LOGIN.body })
  return {
    instead: {
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1NDQxNzcxOTAsI...': body.result.refresh_token,
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..': body.result.access_token,
    },
  }
}

export const examples: Example[] = [
  {
    title: 'Login',
    accounts: [PEOPLE.gateway],
    request: LOGIN,
    answer: {
      status: 200,
      headers,
      body: `{
  "code": 0,
  "result": {
    "token_type": "Bearer",
    "access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiO...",
    "access_token_expires_in": 1800,
    "refresh_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1NDQxNzcxOTAsI...",
    "refresh_token_expires_in": 14400
  },
  "redirect": "pw/reset"
}`,
    },
    ours: { body: { result: tokens } },
  },
  {
    title: 'Refresh Token',
    accounts: [PEOPLE.gateway],
    before: signedIn,
    request: {
      method: 'POST',
      path: '/api/v1/auth/login',
      headers: {
        Accept: 'application/json',
        Athorization: 'Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..',
      },
      body: `{
  "refresh_token":"eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1NDQxNzcxOTAsI..."
}`,
    },
    // Slips of the example; the document's own heading and table of headers say these.
    instead: { '/api/v1/auth/login': '/api/v1/auth/refresh', Athorization: 'Authorization' },
    answer: {
      status: 200,
      headers,
      body: `{
  "result": {
    "code": 0,
    "desc": "Ok"
  }
}`,
    },
    ours: {
      body: {
        result: {
          ...tokens,
          token_type: 'Bearer',
          access_token_expires_in: 1800,
          refresh_token_expires_in: 14_400,
        },
      },
    },
  },
]
