import type { Method, SessionState } from '../../db/schema.ts'
import { changeAccount } from '../accounts/change.ts'
import type { Context } from '../context.ts'
import type { Language } from '../letters/words.ts'
import { reauthenticateOwner, type ShownPasskey } from '../passkeys/show.ts'
import { newPassword } from '../passwords/hash.ts'
import { commonDigest, findCommon, requireGoodPassword } from '../passwords/policy.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { discard } from '../sessions/endings.ts'
import { type Opening, openedWhere, prepareSession, type SignedIn } from '../sessions/sessions.ts'
import { reopenAccount } from '../storage/throttle.ts'

export interface Change {
  /** Absent where the account has none. */
  current?: string | undefined
  /** In its place. */
  passkey?: ShownPasskey | undefined
  password: string
  language: Language
}

const STATES: SessionState[] = ['full', 'restricted']

/**
 * Changes the password of the session's account, or sets its first, also where that is all the session may do. Ends
 * every session and opens a new one in this one's place: the answer is a sign-in. Opens all that strangers closed of
 * the account.
 *
 * Throws what `reauthenticateOwner` throws, `password_refused`, and `invalid_request` for no password where there is one.
 */
export async function changePassword(
  ctx: Context,
  credential: Credential | null,
  { current, passkey, password, language }: Change,
): Promise<SignedIn> {
  if (current === undefined) await requireFirst(ctx, credential, password)
  const shown = { password: current, passkey, right: 'set_password' } as const
  const { session, account, stillLive } = await reauthenticateOwner(ctx, credential, shown, STATES)
  requireGoodPassword(ctx, password, account, await findCommon(ctx, await commonDigest(ctx.crypto, password)))
  if (password.normalize('NFC') === current?.normalize('NFC'))
    throw new Refusal('password_refused', { flaw: 'unchanged' })

  const { contract, kind } = session
  const set = await newPassword(ctx, password)
  const opening: Opening = {
    ...{ account: { ...account, ...set }, contract, kind, state: 'full', provider: session.provider },
    methods: current === undefined ? session.methods : [...new Set<Method>(['pwd', ...session.methods])],
  }
  const reopened = await reopenAccount(ctx, account)
  const prepared = await prepareSession(ctx, opening)
  const changed = await changeAccount(ctx, account, {
    what: 'password_changed',
    contract,
    language,
    set,
    condition: stillLive,
    also: (isMine) => [openedWhere(ctx, prepared.row, opening.state, isMine), reopened(isMine)],
  })
  if (!changed) {
    discard(ctx, prepared.signedIn)
    throw new Refusal('signed_out')
  }
  return prepared.signedIn
}

/**
 * Before the right to set a first password is used up: whether the account has none yet, and this one is good enough.
 */
async function requireFirst(ctx: Context, credential: Credential | null, password: string): Promise<void> {
  const { account } = await authenticate(ctx, credential, STATES)
  if (account.passwordHash !== null)
    throw new Refusal(
      'invalid_request',
      { faults: [{ path: ['current'], code: 'required' }] },
      'current: there is a password',
    )
  requireGoodPassword(ctx, password, account, await findCommon(ctx, await commonDigest(ctx.crypto, password)))
}
