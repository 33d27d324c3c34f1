// Made by `npm run types:client` of the routes and their schemas.
import type { Hono } from 'hono'
import type { BlankEnv } from 'hono/types'

/** Problem details (RFC 9457): every refusal. */
export type Problem = { retry_after?: number | undefined; errors?: Array<{ parameter: string; code: 'bad_email' | 'bad_name' | 'bad_nickname' | 'bad_username' | 'common' | 'leads_elsewhere' | 'malformed' | 'not_expected' | 'not_json' | 'not_one_of' | 'other_site' | 'required' | 'same_as_identity' | 'too_long' | 'too_short' | 'unchanged' | 'unknown_realm' | 'wrong_type'; detail: string; pointer?: undefined } | { pointer: string; code: 'bad_email' | 'bad_name' | 'bad_nickname' | 'bad_username' | 'common' | 'leads_elsewhere' | 'malformed' | 'not_expected' | 'not_json' | 'not_one_of' | 'other_site' | 'required' | 'same_as_identity' | 'too_long' | 'too_short' | 'unchanged' | 'unknown_realm' | 'wrong_type'; detail: string; parameter?: undefined }> | undefined; reason?: 'common' | 'same_as_identity' | 'too_long' | 'too_short' | 'unchanged' | undefined; type: string; status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503; code: string; title: string; instance: string }

/** `hc<NativeApi>('https://auth.example.com')`: signing up and in, one's own account, recovery. */
export type NativeApi = Hono<BlankEnv, {
  '/v1/sessions': {
    $post:
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: { next: 'password'; account: number; session: string; state: 'full' | 'restricted'; expires_at: string } | { next?: undefined; account: number; session: string; state: 'full' | 'restricted'; expires_at: string }; outputFormat: 'json'; status: 201 }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: { next: 'password'; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number } | { next?: undefined; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 201 }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: { next: 'second_factor'; challenge: null | string; methods: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { login: string; password: string; use: 'cookie' | 'token'; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
    $get:
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: { sessions: Array<{ id: string; contract: string; kind: 'access' | 'cookie' | 'token'; state: 'full' | 'pending' | 'restricted'; created_at: string; last_seen_at: string; expires_at: string; ip: null | string; user_agent: null | string; current: boolean }>; next: null | string }; outputFormat: 'json'; status: 200 }
    $delete:
      | { input: {}; output: null; outputFormat: 'body'; status: 204 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/sessions/email': {
    $post:
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: {}; outputFormat: 'json'; status: 202 }
  }
  '/v1/sessions/email/verify': {
    $post:
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: { next: 'password'; account: number; session: string; state: 'full' | 'restricted'; expires_at: string } | { next?: undefined; account: number; session: string; state: 'full' | 'restricted'; expires_at: string }; outputFormat: 'json'; status: 201 }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: { next: 'password'; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number } | { next?: undefined; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 201 }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: { next: 'second_factor'; challenge: null | string; methods: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; use: 'cookie' | 'token'; realm?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/sessions/second-factor': {
    $post:
      | { input: { json: { code: string; challenge?: string | undefined } }; output: { next: 'password'; account: number; session: string; state: 'full' | 'restricted'; expires_at: string } | { next?: undefined; account: number; session: string; state: 'full' | 'restricted'; expires_at: string }; outputFormat: 'json'; status: 201 }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: { next: 'password'; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number } | { next?: undefined; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 201 }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: { next: 'second_factor'; challenge: null | string; methods: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { code: string; challenge?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/sessions/current': {
    $get:
      | { input: {}; output: { account: number; session: string; state: 'full' | 'pending' | 'restricted'; expires_at: string }; outputFormat: 'json'; status: 200 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
    $delete:
      | { input: {}; output: null; outputFormat: 'body'; status: 204 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/sessions/:id': {
    $delete:
      | { input: { param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/tokens/refresh': {
    $post:
      | { input: { json: { refresh_token: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { refresh_token: string } }; output: { token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 200 }
  }
  '/v1/tokens': {
    $post:
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: { error: 'invalid_grant' | 'invalid_request' | 'unsupported_grant_type'; error_description: string }; outputFormat: 'json'; status: 400 }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: { next: 'second_factor'; challenge: null | string; methods: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { form: { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string } | { grant_type: 'refresh_token'; refresh_token: string } }; output: { token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 200 }
  }
  '/v1/accounts': {
    $post:
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: { registration: string }; outputFormat: 'json'; status: 202 }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { username: string; email: string; password: string; nickname?: string | undefined; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/accounts/verify': {
    $post:
      | { input: { json: { registration: string; code: string } }; output: { id: number; username: string; email: null | string; nickname: string }; outputFormat: 'json'; status: 201 }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { registration: string; code: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/accounts/resend': {
    $post:
      | { input: { json: { registration: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { registration: string } }; output: {}; outputFormat: 'json'; status: 202 }
  }
  '/v1/recovery/username': {
    $post:
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { email: string; realm?: string | undefined; turnstile?: string | undefined } }; output: {}; outputFormat: 'json'; status: 202 }
  }
  '/v1/recovery/password': {
    $post:
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { login: string; realm?: string | undefined; turnstile?: string | undefined } }; output: {}; outputFormat: 'json'; status: 202 }
    $put:
      | { input: { json: { reset_token: string; password: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { reset_token: string; password: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/recovery/password/verify': {
    $post:
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: { reset_token: string }; outputFormat: 'json'; status: 200 }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { login: string; code: string; realm?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me': {
    $get:
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
      | { input: {}; output: { second_factor: boolean; password_changed_at: null | string; username: string; email: null | string; nickname: string; email_verified: boolean; realm?: string | undefined; id: number }; outputFormat: 'json'; status: 200 }
    $patch:
      | { input: { json: { nickname: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { nickname: string } }; output: { username: string; email: null | string; nickname: string; email_verified: boolean; realm?: string | undefined; id: number }; outputFormat: 'json'; status: 200 }
    $delete:
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; code?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/password': {
    $put:
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: { next: 'password'; account: number; session: string; state: 'full' | 'restricted'; expires_at: string } | { next?: undefined; account: number; session: string; state: 'full' | 'restricted'; expires_at: string }; outputFormat: 'json'; status: 201 }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: { next: 'password'; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number } | { next?: undefined; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 201 }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: { next: 'second_factor'; challenge: null | string; methods: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password: string; current?: string | undefined; challenge?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/email': {
    $post:
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { email: string; password?: string | undefined } }; output: {}; outputFormat: 'json'; status: 202 }
  }
  '/v1/me/email/confirm': {
    $post:
      | { input: { json: { code: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: { username: string; email: null | string; nickname: string; email_verified: boolean; realm?: string | undefined; id: number }; outputFormat: 'json'; status: 200 }
  }
  '/v1/me/places': {
    $get:
      | { input: {}; output: { places: Array<{ realm: string; username: string; email: null | string; email_verified: boolean; nickname: string; external_id: null | string; created_at: string }> }; outputFormat: 'json'; status: 200 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
    $post:
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: { places: Array<{ realm: string; username: string; email: null | string; email_verified: boolean; nickname: string; external_id: null | string; created_at: string }>; signs_in_with: { account: number; second_factor: boolean } }; outputFormat: 'json'; status: 200 }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { realm: string; login: string; password: string; current?: string | undefined; code?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/events': {
    $get:
      | { input: { query: { before?: string | undefined } }; output: { events: Array<{ user_agent: null | string; id: number; what: 'account_created' | 'account_disabled' | 'account_enabled' | 'account_erased' | 'account_joined' | 'account_reopened' | 'account_taken_over' | 'code_reused' | 'console_opened' | 'email_change_requested' | 'email_changed' | 'email_code_wrong' | 'export_begun' | 'identities_removed' | 'identity_joined' | 'identity_linked' | 'identity_unlinked' | 'import_begun' | 'oauth_failed' | 'operator_refused' | 'passkey_added' | 'passkey_counter_back' | 'passkey_removed' | 'passkeys_removed' | 'password_change_failed' | 'password_change_required' | 'password_changed' | 'password_reset' | 'place_made' | 'reauthenticated' | 'reauthentication_failed' | 'recovery_code_used' | 'recovery_codes_made' | 'refresh_reused' | 'reset_code_accepted' | 'reset_code_sent' | 'reset_code_wrong' | 'second_factor_disabled' | 'second_factor_enabled' | 'second_factor_failed' | 'second_factor_required' | 'session_ended' | 'sessions_ended' | 'sign_in_code_sent' | 'sign_in_code_wrong' | 'sign_in_failed' | 'signed_in' | 'signed_out' | 'takeover_mismatch' | 'takeover_second_step'; actor: 'anonymous' | 'operator' | 'owner'; contract: string; at: string; ip: null | string }>; next: null | number }; outputFormat: 'json'; status: 200 }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { before?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/totp': {
    $post:
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: { svg: string; secret: string; uri: string }; outputFormat: 'json'; status: 201 }
    $delete:
      | { input: { json: { code: string; password?: string | undefined } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { code: string; password?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/totp/confirm': {
    $post:
      | { input: { json: { code: string } }; output: { recovery_codes: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { code: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { code: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/recovery-codes': {
    $post:
      | { input: { json: { password?: string | undefined } }; output: { recovery_codes: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/sessions/passkey/options': {
    $post:
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: { challenge: string; rpId: string; timeout: number; userVerification: 'required' }; outputFormat: 'json'; status: 200 }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { purpose?: 'reauthentication' | 'sign_in' | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/sessions/passkey': {
    $post:
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: { next: 'password'; account: number; session: string; state: 'full' | 'restricted'; expires_at: string } | { next?: undefined; account: number; session: string; state: 'full' | 'restricted'; expires_at: string }; outputFormat: 'json'; status: 201 }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: { next: 'password'; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number } | { next?: undefined; token_type: 'Bearer'; access_token: string; expires_in: number; refresh_token: null | string; refresh_expires_in: number }; outputFormat: 'json'; status: 201 }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: { next: 'second_factor'; challenge: null | string; methods: Array<string> }; outputFormat: 'json'; status: 200 }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; use: 'cookie' | 'token'; ceremony?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/passkeys/options': {
    $post:
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: { challenge: string; rp: { id: string; name: string }; user: { id: string; name: string; displayName: string }; pubKeyCredParams: Array<{ type: 'public-key'; alg: -257 | -7 | -8 }>; excludeCredentials: Array<{ id: string; transports: Array<'ble' | 'hybrid' | 'internal' | 'nfc' | 'smart-card' | 'usb'>; type: 'public-key' }>; timeout: number; attestation: 'none'; authenticatorSelection: { residentKey: 'required'; requireResidentKey: boolean; userVerification: 'required' } }; outputFormat: 'json'; status: 200 }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/passkeys': {
    $post:
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: { id: string; name: null | string; created_at: string; last_used_at: null | string; synced: boolean }; outputFormat: 'json'; status: 201 }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { credential: { id: string; type: 'public-key'; response: { clientDataJSON: string; attestationObject: string; transports?: Array<string> | undefined } }; name?: string | undefined; ceremony?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
    $get:
      | { input: {}; output: { passkeys: Array<{ id: string; name: null | string; created_at: string; last_used_at: null | string; synced: boolean }> }; outputFormat: 'json'; status: 200 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/passkeys/:id': {
    $patch:
      | { input: { json: { name: string }; param: { id: string } }; output: { id: string; name: null | string; created_at: string; last_used_at: null | string; synced: boolean }; outputFormat: 'json'; status: 200 }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { name: string }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
    $delete:
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; credential?: undefined | { id: string; type: 'public-key'; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: null | string | undefined } }; ceremony?: string | undefined }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/oauth/:provider': {
    $get:
      | { input: { param: { provider: string } }; output: undefined; outputFormat: 'redirect'; status: 302 }
      | { input: { param: { provider: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/oauth/:provider/authorize': {
    $get:
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: undefined; outputFormat: 'redirect'; status: 302 }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { response_type: 'code'; redirect_uri: string; state: string; code_challenge: string; code_challenge_method: 'S256' }; param: { provider: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/oauth/:provider/callback': {
    $get:
      | { input: { param: { provider: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: {}; outputFormat: string; status: -1 | 100 | 101 | 102 | 103 | 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226 | 300 | 301 | 302 | 303 | 304 | 305 | 306 | 307 | 308 | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511 }
  }
  '/v1/me/identities': {
    $get:
      | { input: {}; output: { identities: Array<{ provider: string; linked_at: string }> }; outputFormat: 'json'; status: 200 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/identities/:provider': {
    $post:
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: { authorization_url: string }; outputFormat: 'json'; status: 200 }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { password?: string | undefined; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 503; outputFormat: 'json' }
    $delete:
      | { input: { param: { provider: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { param: { provider: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { param: { provider: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/me/reauthentication/:provider': {
    $post:
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: { authorization_url: string }; outputFormat: 'json'; status: 200 }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { purpose: 'add_passkey' | 'change_email' | 'delete_passkey' | 'disable_totp' | 'enrol_totp' | 'erase_account' | 'link_identity' | 'renew_recovery_codes' | 'set_password'; return_to?: string | undefined }; param: { provider: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/v1/forward-auth': {
    $get:
      | { input: { query: { redirect?: '1' | undefined } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { query: { redirect?: '1' | undefined } }; output: undefined; outputFormat: 'redirect'; status: 302 }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { redirect?: '1' | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
}, '/'>

/** The same for the routes below `/admin`. */
export type OperatorsApi = Hono<BlankEnv, {
  '/admin/accounts': {
    $get:
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: { accounts: Array<{ places?: Array<{ realm: string; username: string; email: null | string; email_verified: boolean; nickname: string; external_id: null | string; created_at: string }> | undefined; must_change_password: boolean; disabled: boolean; second_factor: boolean; created_at: string; username: string; email: null | string; nickname: string; email_verified: boolean; realm?: string | undefined; id: number }>; next: null | number }; outputFormat: 'json'; status: 200 }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { query?: string | undefined; realm?: string | undefined; before?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/accounts/:id/disable': {
    $post:
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/accounts/:id/enable': {
    $post:
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/accounts/:id/require-password-change': {
    $post:
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/accounts/:id/end-sessions': {
    $post:
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json?: undefined | { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/accounts/:id/reopen': {
    $post:
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: null; outputFormat: 'body'; status: 204 }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { json: { reason?: string | undefined }; param: { id: string } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/events': {
    $get:
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: { events: Array<{ id: number; account: null | number; what: 'account_created' | 'account_disabled' | 'account_enabled' | 'account_erased' | 'account_joined' | 'account_reopened' | 'account_taken_over' | 'code_reused' | 'console_opened' | 'email_change_requested' | 'email_changed' | 'email_code_wrong' | 'export_begun' | 'identities_removed' | 'identity_joined' | 'identity_linked' | 'identity_unlinked' | 'import_begun' | 'oauth_failed' | 'operator_refused' | 'passkey_added' | 'passkey_counter_back' | 'passkey_removed' | 'passkeys_removed' | 'password_change_failed' | 'password_change_required' | 'password_changed' | 'password_reset' | 'place_made' | 'reauthenticated' | 'reauthentication_failed' | 'recovery_code_used' | 'recovery_codes_made' | 'refresh_reused' | 'reset_code_accepted' | 'reset_code_sent' | 'reset_code_wrong' | 'second_factor_disabled' | 'second_factor_enabled' | 'second_factor_failed' | 'second_factor_required' | 'session_ended' | 'sessions_ended' | 'sign_in_code_sent' | 'sign_in_code_wrong' | 'sign_in_failed' | 'signed_in' | 'signed_out' | 'takeover_mismatch' | 'takeover_second_step'; actor: 'anonymous' | 'operator' | 'owner'; contract: string; at: string; ip: null | string; user_agent: null | string; request_id: string; reason: null | string }>; next: null | number }; outputFormat: 'json'; status: 200 }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
  }
  '/admin/events/export': {
    $get:
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { query: { account?: string | undefined; what?: string | undefined; contract?: string | undefined; from?: string | undefined; to?: string | undefined; before?: string | undefined } }; output: {}; outputFormat: string; status: -1 | 100 | 101 | 102 | 103 | 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226 | 300 | 301 | 302 | 303 | 304 | 305 | 306 | 307 | 308 | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511 }
  }
  '/admin/accounts/import': {
    $post:
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
      | { input: {}; output: {}; outputFormat: string; status: -1 | 100 | 101 | 102 | 103 | 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226 | 300 | 301 | 302 | 303 | 304 | 305 | 306 | 307 | 308 | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511 }
  }
  '/admin/accounts/export': {
    $get:
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 400; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 401; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 403; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 404; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 409; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 413; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 415; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 429; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 500; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: Problem; status: 503; outputFormat: 'json' }
      | { input: { query: { after?: string | undefined } }; output: {}; outputFormat: string; status: -1 | 100 | 101 | 102 | 103 | 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226 | 300 | 301 | 302 | 303 | 304 | 305 | 306 | 307 | 308 | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511 }
  }
  '/admin/takeover': {
    $get:
      | { input: {}; output: { contracts: Array<{ until: null | string; left_alone_until: null | string; days: Array<{ adopted: number; refused: number; faults: number; day: string }>; contract: string; realm: string; mode: 'listed' | 'open' | null; listed: number; adopted: number; refused: number; faults: number }> }; outputFormat: 'json'; status: 200 }
      | { input: {}; output: Problem; status: 400; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 401; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 403; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 404; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 409; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 413; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 415; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 429; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 500; outputFormat: 'json' }
      | { input: {}; output: Problem; status: 503; outputFormat: 'json' }
  }
}, '/'>
