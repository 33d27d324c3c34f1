import { expect } from 'vitest'
import type { Right } from '../../src/core/storage/rights.ts'
import { passkeys } from '../../src/db/passkeys.ts'
import { accounts } from '../../src/db/schema.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, type Reply, START } from '../world/harness.ts'
import { approve, type Browser, type ProviderName } from '../world/providers.ts'

type Cookies = Record<string, string>

/** Goes to the provider for a fresh sign-in, and comes back: the reply of the callback. */
export async function signInAfresh(
  visitor: Browser,
  purpose: Right,
  provider: ProviderName = 'github',
): Promise<Reply> {
  const path = `/v1/me/reauthentication/${provider}`
  const begun = await visitor.visit('POST', path, { body: { purpose, return_to: '/settings' } })
  expect(begun.status).toBe(200)
  return visitor.arrive(await approve(begun.body.authorization_url))
}

const without =
  (method: string, path: string, body: object = {}) =>
  (h: Harness, cookies: Cookies) =>
    h.request(method, path, { cookies, body })

/** Of the first account; it signs nobody in. */
const aPasskey = (id: string) => ({
  ...{ accountId: 1, id, credentialId: id, userHandle: id, publicKey: id, algorithm: -7, counter: 0 },
  ...{ backupEligible: false, backedUp: false, transports: [], createdAt: START },
})

/** What each right is for, with no password. Where there is no second factor, 409 is said to whoever was let in. */
export const uses: Record<Right, (h: Harness, cookies: Cookies) => Promise<Reply>> = {
  erase_account: without('DELETE', '/v1/me'),
  change_email: without('POST', '/v1/me/email', { email: 'elsewhere@example.com' }),
  enrol_totp: without('POST', '/v1/me/totp'),
  disable_totp: without('DELETE', '/v1/me/totp', { code: '123456' }),
  renew_recovery_codes: without('POST', '/v1/me/recovery-codes'),
  link_identity: without('POST', '/v1/me/identities/google'),
  set_password: async (h, cookies) => {
    await h.db.update(accounts).set({ passwordHash: null })
    return without('PUT', '/v1/me/password', { password: NEW_PASSWORD })(h, cookies)
  },
  add_passkey: without('POST', '/v1/me/passkeys/options'),
  delete_passkey: async (h, cookies) => {
    const id = 'AAAAAAAAAAAAAAAAAAAAAA'
    await h.db.insert(passkeys).values(aPasskey(id)).onConflictDoNothing()
    return without('DELETE', `/v1/me/passkeys/${id}`)(h, cookies)
  },
}

export const LET_IN = [200, 201, 202, 204, 409]
