/** What generated clients call the routes that belong to no contract; those of contracts are called by their summaries. */
const OWN: Record<string, string> = {
  'POST /v1/accounts': 'signUp',
  'POST /v1/accounts/verify': 'verifySignUp',
  'POST /v1/accounts/resend': 'resendSignUpCode',
  'POST /v1/sessions': 'signIn',
  'GET /v1/sessions': 'listSessions',
  'DELETE /v1/sessions': 'endOtherSessions',
  'POST /v1/sessions/email': 'requestSignInCode',
  'POST /v1/sessions/email/verify': 'signInByCode',
  'POST /v1/sessions/second-factor': 'provideSecondFactor',
  'GET /v1/sessions/current': 'checkSession',
  'DELETE /v1/sessions/current': 'signOut',
  'DELETE /v1/sessions/:id': 'endSession',
  'GET /v1/forward-auth': 'forwardAuth',
  'POST /v1/tokens': 'exchangeToken',
  'POST /v1/tokens/refresh': 'refreshTokens',
  'GET /v1/me': 'getAccount',
  'PATCH /v1/me': 'updateAccount',
  'DELETE /v1/me': 'eraseAccount',
  'PUT /v1/me/password': 'changePassword',
  'POST /v1/me/email': 'requestEmailChange',
  'POST /v1/me/email/confirm': 'confirmEmailChange',
  'GET /v1/me/events': 'listEvents',
  'GET /v1/me/places': 'listPlaces',
  'POST /v1/me/places': 'joinAccount',
  'POST /v1/me/totp': 'enrolTotp',
  'DELETE /v1/me/totp': 'disableTotp',
  'POST /v1/me/totp/confirm': 'confirmTotp',
  'POST /v1/me/recovery-codes': 'renewRecoveryCodes',
  'POST /v1/recovery/username': 'remindUsername',
  'POST /v1/recovery/password': 'requestPasswordReset',
  'PUT /v1/recovery/password': 'resetPassword',
  'POST /v1/recovery/password/verify': 'verifyResetCode',
  'GET /v1/oauth/:provider': 'beginProviderSignIn',
  'GET /v1/oauth/:provider/authorize': 'authorizeApp',
  'GET /v1/oauth/:provider/callback': 'finishProviderSignIn',
  'GET /v1/me/identities': 'listIdentities',
  'POST /v1/me/identities/:provider': 'linkIdentity',
  'DELETE /v1/me/identities/:provider': 'unlinkIdentity',
  'POST /v1/me/reauthentication/:provider': 'reauthenticate',
  'GET /admin/accounts': 'findAccounts',
  'POST /admin/accounts/:id/disable': 'disableAccount',
  'POST /admin/accounts/:id/enable': 'enableAccount',
  'POST /admin/accounts/:id/require-password-change': 'requirePasswordChange',
  'POST /admin/accounts/:id/end-sessions': 'endAccountSessions',
  'POST /admin/accounts/:id/reopen': 'reopenAccount',
  'GET /admin/events': 'listAllEvents',
  'POST /admin/accounts/import': 'importAccounts',
  'GET /admin/accounts/export': 'exportAccounts',
  'GET /admin/takeover': 'readTakeover',
  'GET /.well-known/jwks.json': 'getKeys',
  'GET /.well-known/oauth-authorization-server': 'getServerMetadata',
  'GET /.well-known/openid-configuration': 'getOpenidConfiguration',
  'GET /health': 'checkHealth',
  'GET /problems/:code': 'explainProblem',
  'GET /openapi.json': 'getDocument',
}

const camelCase = (words: string) =>
  words
    .toLowerCase()
    .replace(/[^a-z\d]+(\w)/g, (_, first: string) => first.toUpperCase())
    .replace(/[^a-zA-Z\d]/g, '')

/** Unique in the document, as a generator makes a function's name of it. */
export const operationId = (contract: string, key: string, summary: string): string =>
  OWN[key] ?? camelCase(`${contract} ${summary}`)
