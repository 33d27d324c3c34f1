import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import { type Passkey, passkeys } from '../../db/passkeys.ts'
import { type Account, accounts, type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { fromBase64url } from '../crypto.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import {
  accountIdOf,
  type Credential,
  foundIn,
  requireState,
  selectSession,
  sessionShownBy,
} from '../sessions/authenticate.ts'
import { nameOf, type Reauthenticated, reauthenticate, type Shown } from '../sign-in/reauthentication.ts'
import { accountSeenFrom } from '../storage/account-rows.ts'
import { record, recordLater } from '../storage/audit.ts'
import { batch, type Group } from '../storage/batch.ts'
import { all, thereIs, valueWhere } from '../storage/conditional-sql.ts'
import { networkKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { areOpen, keyWhere, refund, requireAttempt, requireCalm, takeAttempt } from '../storage/throttle.ts'
import { type Asserted, type AssertionJson, verifyAssertion } from './ceremonies.ts'
import { answeredChallenge, type Ceremony, type Challenge, spendChallenge } from './challenges.ts'
import { Flaw } from './flaw.ts'
import type { Algorithm } from './public-keys.ts'

/** What a person shows of a passkey: the browser's answer, and the secret of the ceremony that it belongs to. */
export interface ShownPasskey {
  credential: AssertionJson
  ceremony: string | null
}

const FAILURES_AN_HOUR = 300

/** A flaw is for the log; whoever sent it hears the refusal. */
export const refuseFlaw =
  (code: 'wrong_passkey' | 'passkey_refused') =>
  (error: unknown): never => {
    if (error instanceof Flaw) throw new Refusal(code, {}, error.message)
    throw error
  }

/** What everybody is asked before storage is: whether the network is calm, and the challenge one of ours. */
async function begin(ctx: Context, { credential, ceremony }: ShownPasskey, given: Omit<Ceremony, 'secret'>) {
  const network = await networkKey(ctx, 'passkey')
  await requireCalm(ctx, network)
  const challenge = await answeredChallenge(ctx, credential, { ...given, secret: ceremony }).catch(
    refuseFlaw('wrong_passkey'),
  )
  return { network, challenge, isIt: eq(passkeys.credentialId, credential.id) }
}

/** Of the one batch that looks the passkey up: the challenge is spent and the attempt taken where `condition` holds. */
const attemptOf = (ctx: Context, network: string, challenge: Challenge, condition: SQL) => ({
  spent: spendChallenge(ctx, challenge, all(areOpen(ctx, network), condition)),
  attempt: takeAttempt(ctx, [{ key: keyWhere(condition, network), rule: hourly(FAILURES_AN_HOUR) }]),
})

/** Throws Flaw unless the passkey, if there is one, answers the challenge, and it is the first answer. */
async function verify(
  ctx: Context,
  { credential }: ShownPasskey,
  challenge: Challenge,
  { spent, passkey, isKnown }: { spent: unknown[]; passkey: Passkey | undefined; isKnown: boolean },
): Promise<{ passkey: Passkey; asserted: Asserted }> {
  if (spent.length === 0) throw new Flaw('a challenge that was answered before')
  if (!passkey) throw new Flaw('no such passkey')
  const { userHandle } = credential.response
  // Who was known before need not be named once more (§7.2 step 6).
  if (userHandle ? userHandle !== passkey.userHandle : !isKnown) throw new Flaw('another user handle')
  const known = {
    ...passkey,
    algorithm: passkey.algorithm as Algorithm,
    spki: fromBase64url(passkey.publicKey) ?? new Uint8Array(),
  }
  const asserted = await verifyAssertion(ctx.crypto, ctx.settings.passkeys, challenge.text, credential, known)
  return { passkey, asserted }
}

/** Statements for a passkey that was shown, where `condition` holds: its record follows, and the network gets its attempt back. */
export function used(
  ctx: Context,
  { passkey, asserted, network, contract }: Proven & { contract: string },
  condition: SQL,
): Group {
  const { counter, backedUp, wentBack } = asserted
  const event = { accountId: passkey.accountId, what: 'passkey_counter_back', contract } as const
  return [
    ctx.db
      .update(passkeys)
      .set({ counter: sql`max(${passkeys.counter}, ${counter})`, backedUp, lastUsedAt: ctx.now() })
      .where(all(isPasskey(passkey), condition)),
    ...refund(ctx, [network], condition),
    ...(wentBack ? [record(ctx, event, condition)] : []),
  ]
}

export const isPasskey = ({ accountId, id }: Pick<Passkey, 'accountId' | 'id'>): SQL =>
  all(eq(passkeys.accountId, accountId), eq(passkeys.id, id))

export interface Proven {
  passkey: Passkey
  asserted: Asserted
  network: string
}

/** Whose passkey it is, for a sign-in. Throws `too_many_attempts`, and `wrong_passkey` for a disabled account too. */
export async function proveByPasskey(
  ctx: Context,
  door: Door,
  shown: ShownPasskey,
): Promise<Proven & { account: Account }> {
  const { network, challenge, isIt } = await begin(ctx, shown, { purpose: 'sign in' })
  const found = await batch(ctx, {
    ...attemptOf(ctx, network, challenge, sql`true`),
    passkeys: ctx.db.select().from(passkeys).where(isIt),
    accounts: accountSeenFrom(ctx, realmAt(ctx, door), eq(accounts.id, valueWhere(passkeys.accountId, isIt))),
  })
  requireAttempt(ctx, found.attempt)
  const [account] = found.accounts
  try {
    const proven = await verify(ctx, shown, challenge, {
      ...{ spent: found.spent, passkey: found.passkeys[0], isKnown: false },
    })
    if (!account || account.disabledAt !== null) throw new Flaw('the account is disabled')
    return { ...proven, network, account }
  } catch (error) {
    const event = { accountId: account?.id ?? null, contract: door.contract } as const
    if (error instanceof Flaw) recordLater(ctx, { ...event, what: 'sign_in_failed', actor: 'anonymous' })
    return refuseFlaw('wrong_passkey')(error)
  }
}

/** The password or a right, as `reauthenticate` takes them, or a passkey of the account in their place. */
export interface ShownByOwner extends Shown {
  passkey?: ShownPasskey | undefined
}

/** For a challenge that shows the session's owner once more: it is good for that session alone. */
export const ownersCeremony = async (ctx: Context, credential: Credential | null) => ({
  purpose: 'reauthentication' as const,
  bound: [credential ? await nameOf(ctx, credential) : ''],
})

/** As `reauthenticate`, by a passkey too. Throws what that throws, and `wrong_passkey`. */
export async function reauthenticateOwner(
  ctx: Context,
  credential: Credential | null,
  { passkey: given, ...shown }: ShownByOwner,
  states: SessionState[] = ['full'],
): Promise<Reauthenticated> {
  if (given === undefined) return reauthenticate(ctx, credential, shown, states)
  const session = await sessionShownBy(ctx, credential)
  const { network, challenge, isIt } = await begin(ctx, given, await ownersCeremony(ctx, credential))
  const mayAsk = all(session, inArray(sessions.state, states))
  const found = await batch(ctx, {
    ...attemptOf(ctx, network, challenge, thereIs(sessions, mayAsk)),
    asker: selectSession(ctx, session),
    passkeys: ctx.db
      .select()
      .from(passkeys)
      .where(all(isIt, eq(passkeys.accountId, accountIdOf(session)))),
  })
  const asker = requireState(foundIn(found.asker), states)
  requireAttempt(ctx, found.attempt)
  const event = { accountId: asker.account.id, contract: asker.session.contract } as const
  try {
    const proven = await verify(ctx, given, challenge, {
      ...{ spent: found.spent, passkey: found.passkeys[0], isKnown: true },
    })
    await batch(ctx, { used: used(ctx, { ...proven, network, contract: event.contract }, sql`true`) })
  } catch (error) {
    if (error instanceof Flaw)
      recordLater(ctx, { ...event, what: 'reauthentication_failed', actor: 'anonymous' })
    return refuseFlaw('wrong_passkey')(error)
  }
  return { ...asker, stillLive: thereIs(sessions, session) }
}
