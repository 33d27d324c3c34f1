import { eq, gt, type SQL } from 'drizzle-orm'
import { prepared } from '../../db/prepared.ts'
import { type Account, accounts, places, type SessionKind, type SessionState } from '../../db/schema.ts'
import { byLogin, isOwnerOf, type Login } from '../accounts/lookup.ts'
import { type AccountWithFactor, accountNamed } from '../accounts/with-factor.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import { checkPassword, hashPassword } from '../passwords/hash.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { endOldest, requireRoom, roomInTheHour, sinceOf } from '../sessions/bounds.ts'
import { accountUnchanged, isThere } from '../sessions/conditions.ts'
import { discard } from '../sessions/endings.ts'
import {
  type NewSession,
  type Opening,
  openedWhere,
  prepareSession,
  type SignedIn,
} from '../sessions/sessions.ts'
import { type AuditEvent, appendFor, recordLater } from '../storage/audit.ts'
import { batch, type Group } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { closedIn, requireAttempt, requireCalm, takeAttempt } from '../storage/throttle.ts'
import { noteAgent } from '../storage/user-agents.ts'
import { askOldService, type Proof } from '../takeover/ask.ts'
import { questionOf } from '../takeover/question.ts'
import { forgiveFor, limitsOf, suspicionOf } from './limits.ts'
import { warnOfGuessing } from './warning.ts'

export interface SignIn extends Login, Door {
  password: string
  kind: SessionKind
  /** Of a client that can show the widget; of others no token is ever asked. */
  widget?: { token: string | undefined }
}

/**
 * Another account of the realm, always the same for one login, whose hash a login that does not exist is compared with:
 * imported hashes cost more than ours, so what a login costs may not tell that somebody has it.
 */
export const decoyAfter = (ctx: Context, realm: string, start: string) =>
  prepared(ctx, 'decoy', { realm, start }, (db, { realm, start }) => {
    const next = db
      .select({ id: places.accountId })
      .from(places)
      .where(all(eq(places.realm, realm), gt(places.usernameKey, start)))
      .orderBy(places.usernameKey)
      .limit(1)
    return db.select({ passwordHash: accounts.passwordHash }).from(accounts).where(eq(accounts.id, next))
  })

/** After which username to look for the decoy of a login. */
export const decoyStart = async ({ crypto, settings }: Context, key: string): Promise<string> =>
  (await keyedHash(crypto, settings.codeKey, 'decoy', key)).toLowerCase()

/**
 * Signs in with a password. The session is `pending` while a second factor is to be shown, `restricted` while the
 * password must change.
 *
 * Throws `unknown_realm`, `too_many_attempts`; `unknown_account` or `wrong_password`, after the same work, and the latter
 * for a disabled account too; what `askOldService` throws; and what `requirePerson` throws where the login has failed
 * three times from here, or the network has. An attempt without a token is not counted then, and costs no hash.
 */
export async function signIn(ctx: Context, request: SignIn): Promise<SignedIn> {
  const { contract, kind, by, login, password } = request
  const realm = realmAt(ctx, request)
  const name = byLogin(realm, request)
  const { key, place } = name
  const where = isOwnerOf(place)
  const limits = await limitsOf(ctx, { realm, names: [key] }, where)
  await requireCalm(ctx, limits.network)

  const suspicion = await suspicionOf(ctx, limits.own, request.widget)
  const question = await questionOf(ctx, { contract, by, login }, realm, place)
  const start = await decoyStart(ctx, key)
  const {
    attempt: tried,
    found,
    decoys,
    standing,
  } = await batch(ctx, {
    attempt: takeAttempt(ctx, question ? [...limits.all, question.limit] : limits.all, suspicion),
    found: accountNamed(ctx, realm, name),
    decoys: decoyAfter(ctx, realm, start),
    standing: question ? [question.standing] : [],
  })
  if (suspicion && tried.taken.length + closedIn(tried).length === 0) throw new Refusal('turnstile_needed')
  requireAttempt(ctx, tried)

  const attempt = { ...tried, taken: tried.taken.filter((one) => one.key !== question?.key) }
  const [asked] = standing.flat()
  const known = found[0] ?? null
  const { account, matches, outdated, because, afterwards } =
    question && asked
      ? await askOldService(ctx, question, {
          ...asked,
          ...{ account: known, password },
          counted: attempt.taken.flatMap((one) => (one.key === limits.network ? [] : [one.key])),
        })
      : await compare(ctx, password, known, decoys[0])
  if (!account || !matches || account.disabledAt !== null) {
    const event = { accountId: account?.id ?? null, contract, what: 'sign_in_failed' } as const
    recordLater(ctx, { ...event, actor: 'anonymous' }, afterwards)
    if (account && account.disabledAt === null) warnOfGuessing(ctx, account, limits.login, attempt)
    throw new Refusal(because ?? (account ? 'wrong_password' : 'unknown_account'))
  }
  const state = stateOf(account, account.totpConfirmedAt !== null)
  const opening: Opening = { account, contract, kind, state, methods: ['pwd'], provider: null }
  const signedIn = await openSession(ctx, opening, (_, session) => forgiveFor(ctx, limits, attempt, session))
  if (!signedIn) throw new Refusal('wrong_password')
  if (outdated) upgradeHash(ctx, account, password)
  return signedIn
}

/** The password with the account's hash, or with a decoy's where there is no account. */
export async function compare(
  ctx: Context,
  given: string,
  account: AccountWithFactor | null,
  decoy: Pick<Account, 'passwordHash'> | undefined,
): Promise<Proof> {
  const stored = (account ?? decoy)?.passwordHash ?? null
  // Not the decoy's own password, which must not be told from others either, but as long and of the same characters:
  // the cost of some old schemes depends on them.
  const password = account ? given : [...given].toReversed().join('')
  return { account, ...(await checkPassword(ctx, password, stored)) }
}

export function stateOf(account: Account, secondFactorIsOpen: boolean): SessionState {
  if (secondFactorIsOpen) return 'pending'
  return account.mustChangePassword ? 'restricted' : 'full'
}

/**
 * Opens a session for what was proven, and ends the account's oldest ones that are too many with it. The statements of
 * `also`, which get the condition that it is open, are in the same transaction. Null when the account or `condition`
 * changed meanwhile. Throws `too_many_attempts` where the hour has seen enough sign-ins of the account.
 */
export async function openSession(
  ctx: Context,
  opening: Opening,
  also: (isOpen: SQL, session: NewSession) => Group,
  condition?: SQL,
): Promise<SignedIn | null> {
  const { account, contract, state } = opening
  const { signedIn, row } = await prepareSession(ctx, opening)
  const event: AuditEvent<'second_factor_required' | 'signed_in'> = {
    accountId: account.id,
    what: state === 'pending' ? 'second_factor_required' : 'signed_in',
    contract,
  }
  const values = { ...row, epoch: account.epoch, since: sinceOf(ctx, account) }
  const opened = (db: Context['db'], { epoch, since, ...row }: typeof values) => {
    const { accountId } = row
    const room = roomInTheHour({ db }, accountId, since, state)
    return openedWhere({ db }, row, state, all(accountUnchanged({ id: accountId, epoch }), condition, room))
  }
  const made = await batch(ctx, {
    noted: noteAgent(ctx),
    session: condition ? opened(ctx.db, values) : prepared(ctx, `session ${state}`, values, opened),
    recorded: appendFor(ctx, event, row, isThere),
    also: also(isThere(row), row),
  })
  const [session] = made.session
  if (!session) {
    discard(ctx, signedIn)
    await requireRoom(ctx, account, state)
    return null
  }
  endOldest(ctx, row, session.alike)
  ctx.log.info(event.what, { account: account.id, contract, session: signedIn.session.id })
  return signedIn
}

/** Replaces a hash of another cost or scheme, unless the password changed meanwhile. Failing to fails nothing. */
function upgradeHash(ctx: Context, { id, epoch }: Account, password: string): void {
  const upgrade = async () => {
    const passwordHash = await hashPassword(ctx.crypto, password, ctx.settings.passwordCost)
    await ctx.db
      .update(accounts)
      .set({ passwordHash, updatedAt: ctx.now() })
      .where(all(eq(accounts.id, id), eq(accounts.epoch, epoch)))
  }
  ctx.defer(upgrade())
}
