import type { SessionKind } from '../../db/schema.ts'
import { verifiedBy } from '../accounts/lookup.ts'
import { askForCode, checkCode, guessesFrom } from '../accounts/mailed-codes.ts'
import { accountWithFactor } from '../accounts/with-factor.ts'
import type { Context } from '../context.ts'
import { signInCode } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import type { SignedIn } from '../sessions/sessions.ts'
import { recordLater } from '../storage/audit.ts'
import { deleteCode, isUnspent, spendFor } from '../storage/codes.ts'
import { codeRefusal } from '../storage/guesses.ts'
import { refund, reopen } from '../storage/throttle.ts'
import { requirePerson } from '../turnstile.ts'
import { openSession, stateOf } from './sign-in.ts'

const PURPOSE = 'sign-in'

function requireOffered({ settings }: Context): void {
  if (!settings.emailSignIn) throw new Refusal('email_sign_in_off')
}

/** Of an address, as the edge names one: it stands in a letter. */
const ADDRESS = /^[\da-f.:]{3,45}$/i

/**
 * Mails a code that signs in, to the login's stored address where that was verified, after a reply that is the same for
 * logins that do not exist. An account whose password only its old service knows gets one too, where the import says
 * that its address was verified: whoever reads that mailbox can set its password by a reset as well.
 *
 * Throws `email_sign_in_off`, what `requirePerson` throws, `unknown_realm`, `too_many_attempts`.
 */
export async function askForSignInCode(
  ctx: Context,
  login: string,
  door: Door,
  language: Language,
  token: string | undefined,
): Promise<void> {
  requireOffered(ctx)
  await requirePerson(ctx, 'sign-in-code', token)
  const { ip } = ctx.caller
  const from = ip !== null && ADDRESS.test(ip) ? ip : null
  await askForCode(ctx, {
    purpose: PURPOSE,
    lookup: verifiedBy(realmAt(ctx, door), login),
    contract: door.contract,
    letter: (code) => signInCode(language, code, from),
  })
}

export interface SignInByCode extends Door {
  login: string
  code: string
  kind: SessionKind
}

/**
 * Signs in with the code that was mailed, once. As after a password the session is `pending` while a second factor is to
 * be shown, `restricted` while the password must change. A right code is no guess, and is given back.
 *
 * Throws `email_sign_in_off`, `unknown_realm`; `wrong_code` (also for no such account, a disabled one, a used code, and
 * once the account's own guesses are spent); `expired_code` (right but too late, or no guess left), `too_many_attempts`.
 */
export async function signInByCode(ctx: Context, request: SignInByCode): Promise<SignedIn> {
  requireOffered(ctx)
  const { contract, kind, login, code } = request
  const lookup = verifiedBy(realmAt(ctx, request), login)
  const { verdict, challenge, beside, network, submitted } = await checkCode(ctx, PURPOSE, lookup, {
    code,
    beside: accountWithFactor(ctx, lookup.realm, lookup.where),
  })
  const [account] = beside
  if (verdict !== 'right' || !account) {
    const event = { accountId: account?.id ?? null, contract, what: 'sign_in_code_wrong' } as const
    recordLater(ctx, { ...event, actor: 'anonymous' })
    throw codeRefusal(verdict)
  }
  const state = stateOf(account, account.totpConfirmedAt !== null)
  const counted = [await guessesFrom(ctx, PURPOSE, account.id), network]
  const signedIn = await openSession(
    ctx,
    // RFC 8176 has no value for mail. A code that reaches the browser by another channel is `mca`; with `otp`, which is an app's
    // or a recovery code here, whoever looks for a second factor would take this for one.
    { account, contract, kind, state, methods: ['mca'], provider: null },
    (isOpen) => [
      spendFor(ctx, challenge.id, isOpen),
      reopen(ctx, [submitted], isOpen),
      ...refund(ctx, counted, isOpen),
    ],
    isUnspent(challenge.id),
  )
  if (!signedIn) throw new Refusal('wrong_code')
  ctx.defer(deleteCode(ctx, challenge.id))
  return signedIn
}
