import { eq, ne } from 'drizzle-orm'
import { type Account, challenges, places, sessions } from '../../db/schema.ts'
import { changeAccount } from '../accounts/change.ts'
import { hasEmail, isPlace } from '../accounts/lookup.ts'
import { requireEmail } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { mailCodeLater } from '../letters/code-letters.ts'
import { LETTERS_AN_HOUR, lettersTo } from '../letters/deliveries.ts'
import { emailChangeCode, emailTaken } from '../letters/letters.ts'
import { announce } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { accountUnchanged, isStillLive } from '../sessions/conditions.ts'
import { liveTokenHashes } from '../sessions/endings.ts'
import { reauthenticate } from '../sign-in/reauthentication.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { activate, deleteCode, isUnspent, type NewCode } from '../storage/codes.ts'
import { all, thereIsNo } from '../storage/conditional-sql.ts'
import { codeRefusal, GUESSES, guessCode, guessesAt } from '../storage/guesses.ts'
import { accountKey, nameKey, networkPart, partOf } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { reopen, requireAttempt, takeAttempt } from '../storage/throttle.ts'
import { spendNames } from '../takeover/spent-names.ts'

const requestsOf = ({ id }: Account) => ({
  key: accountKey('email change', id),
  rule: hourly(LETTERS_AN_HOUR),
})

const isAnothers = (emailKey: string | null, { id, realm }: Account) =>
  all(hasEmail(realm, emailKey), ne(places.accountId, id))

/**
 * Mails a code to the new address and tells the old one; the account keeps its address before `confirmEmailChange`.
 * Where the new one has an account, its owner is told instead, and the answer and its cost are the same. An earlier
 * request is forgotten once the letter has gone. Throws `bad_email`, what `reauthenticate` throws, `too_many_attempts`.
 */
export async function requestEmailChange(
  ctx: Context,
  credential: Credential | null,
  request: { email: string; password?: string | undefined },
  language: Language,
): Promise<void> {
  const address = requireEmail(request.email)
  const { session, account, stillLive } = await reauthenticate(ctx, credential, {
    password: request.password,
    right: 'change_email',
  })
  const [letters, requests] = [await lettersTo(ctx, account.realm, address.key), requestsOf(account)]
  const { attempt, addressees } = await batch(ctx, {
    attempt: takeAttempt(ctx, [letters, requests]),
    addressees: ctx.db.select({ email: places.email }).from(places).where(isAnothers(address.key, account)),
  })
  requireAttempt(ctx, attempt)

  const owner = addressees[0]?.email
  const mailing = owner
    ? { what: 'e-mail taken', to: owner, letter: () => emailTaken(language) }
    : {
        what: 'e-mail change code',
        to: address.value,
        letter: (code: NewCode) => emailChangeCode(language, code),
      }
  const condition = all(accountUnchanged(account), stillLive)
  const event = { what: 'email_change_requested', contract: session.contract } as const
  const { recorded, tell } = announce(ctx, account, event, language, condition)
  mailCodeLater(ctx, {
    ...mailing,
    counted: [letters.key],
    purpose: 'email change',
    activate: (code) =>
      batch(ctx, {
        activated: activate(
          ctx,
          code,
          { accountId: account.id, realm: account.realm, email: address.value },
          condition,
        ),
        recorded,
      }),
  })
  if (account.emailKey !== address.key) tell()
}

async function guessesOf(ctx: Context, { id, realm }: Account, address: string | null) {
  const key = partOf(accountKey('email change code', id), await networkPart(ctx))
  const name = address === null ? null : requireEmail(address).key
  return {
    own: { key, rule: GUESSES },
    all: name === null ? [] : [await guessesAt(ctx, await nameKey(ctx, 'code to', { realm, names: [name] }))],
  }
}

/**
 * Gives the account's place the address of the last request, for the code that was mailed there. Ends its other sessions, and
 * every code that the old address has, and tells the latter. Five guesses an hour for the account and from where, and
 * more for the address.
 *
 * Throws what `authenticate` throws, `wrong_code` (also where nothing was asked for, and for an address that was taken
 * meanwhile), `expired_code` (right but too late, or no guess left).
 */
export async function confirmEmailChange(
  ctx: Context,
  credential: Credential | null,
  code: string,
  language: Language,
): Promise<Account> {
  const { session, account } = await authenticate(ctx, credential)
  const owner = all(eq(challenges.accountId, account.id), eq(challenges.realm, account.realm))
  const { asked, cookies } = await batch(ctx, {
    asked: ctx.db
      .select({ email: challenges.email })
      .from(challenges)
      .where(all(owner, eq(challenges.purpose, 'email change'))),
    cookies: liveTokenHashes(ctx, account.id, ne(sessions.id, session.id)),
  })
  const guesses = await guessesOf(ctx, account, asked[0]?.email ?? null)
  const { verdict, challenge } = await guessCode(ctx, {
    purpose: 'email change',
    owner: all(owner, eq(challenges.email, asked[0]?.email ?? '')),
    code,
    guesses: Object.values(guesses).flat(),
  })
  const address = challenge?.email ? requireEmail(challenge.email) : null
  const set = { email: address?.value ?? null, emailKey: address?.key ?? null, emailVerifiedAt: ctx.now() }
  const isFree = thereIsNo(places, isAnothers(address?.key ?? null, account))
  const spent = await spendNames(ctx, [{ realm: account.realm, keys: [account.emailKey] }])
  const changed =
    verdict === 'right' &&
    (await changeAccount(ctx, account, {
      what: 'email_changed',
      contract: session.contract,
      language,
      condition: all(isUnspent(challenge.id), isFree, isStillLive(ctx, session)),
      keep: session,
      cookies,
      also: (isMine) => [
        ctx.db
          .update(places)
          .set(set)
          .where(all(isPlace(account), isMine)),
        reopen(ctx, [guesses.own.key], isMine),
        ...(account.emailKey === address?.key ? [] : spent(isMine)),
      ],
    }))
  if (!changed) {
    const event = { accountId: account.id, contract: session.contract } as const
    recordLater(ctx, { ...event, what: 'email_code_wrong', actor: 'anonymous' })
    throw codeRefusal(verdict)
  }
  ctx.defer(deleteCode(ctx, challenge.id))
  return { ...account, ...set }
}
