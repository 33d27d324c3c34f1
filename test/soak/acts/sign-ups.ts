import { codeIn, LETTERS } from '../mailbox.ts'
import { NATIVE_BY_COOKIE, NATIVE_BY_TOKEN, post } from '../model/doors.ts'
import type { Key } from '../model/limits.ts'
import { type Account, end, isUsable, livesNow, livingOf, newAccount, type Session } from '../model/model.ts'
import { check, credentials, expectEnded, ownAttempt, readMe, signIn } from '../model/moves.ts'
import { Scene } from '../scene.ts'
import { act, actOn } from './act.ts'
import { askAgain, newPassword } from './passwords.ts'

const WRONG = '401 wrong_code'

function newNames({ random, world }: Scene): Pick<Account, 'username' | 'email'> {
  const freed = random.chance(0.5) ? world.freed.pop() : undefined
  const username = `n${random.text(9)}`
  return freed ?? { username, email: `${username}@example.com` }
}

/** No other act knows of these networks and codes: their limits stay open. */
async function signUp(scene: Scene): Promise<void> {
  const { random, world } = scene
  const { limits, mailbox } = world
  const { username, email } = newNames(scene)
  const password = newPassword(scene)
  const address = random.address()
  const headers = { 'CF-Connecting-IP': address }
  const letters: Key[] = [`letters to/${email}`, `letters to from/${email} ${address}`]
  const coming = mailbox.next(email, LETTERS.signUpCode)
  const asked = await scene.ask(post('/v1/accounts', { username, email, password }, headers), (span) =>
    limits.verdict(letters, span) === 'open' ? '202' : ['202', '429 too_many_attempts'],
  )
  if (asked.outcome !== '202') return
  limits.take(letters, asked.span)
  const { registration } = asked.body
  const letter = await coming
  scene.insist(letter !== null, 'the letter with the code did not come')
  const verify = (code: string) => post('/v1/accounts/verify', { registration, code }, headers)
  if (random.chance(0.3)) await scene.ask(verify(random.text(8)), WRONG)
  const code = letter ? codeIn(letter) : ''
  const { body } = await scene.ask(verify(code), '201')
  scene.insist(body.username === username && body.email === email, 'it is another account')
  await scene.ask(verify(code), WRONG)

  const account = newAccount({ id: body.id, username, email, password, address: random.address() })
  account.busy = true
  const own = new Scene(world, scene.title, account, random)
  const session = await signIn(own, ownAttempt(own, NATIVE_BY_COOKIE))
  if (session) await readMe(own, session)
  account.busy = false
  world.accounts.push(account)
}

async function erase(scene: Scene, session: Session): Promise<void> {
  const { account, world } = scene
  const { id, username, email, password } = account
  const before = account.sessions.filter(livesNow)
  const headers = credentials(session)
  const request = { method: 'DELETE', path: '/v1/me', headers, body: { password } } as const
  const { outcome, span } = await askAgain(scene, session, request, { isRight: true, passes: '204' })
  if (outcome !== '204') return
  end(account, before, span)
  world.accounts.splice(world.accounts.indexOf(account), 1)
  world.limits.reopenAll([`${id}`, username, email, `${username}+${email}`])
  for (const one of before.slice(-3)) await expectEnded(scene, one)
  await signIn(scene, { ...ownAttempt(scene, NATIVE_BY_TOKEN), account: null })
  world.freed.push({ username, email })
}

export const acts = [
  act('sign-up', 4, signUp),

  act('sign-up with a name that is taken', 2, async (scene) => {
    const { username } = scene.account
    const email = `n${scene.random.text(9)}@example.com`
    const headers = { 'CF-Connecting-IP': scene.random.address() }
    const request = post('/v1/accounts', { username, email, password: newPassword(scene) }, headers)
    await scene.ask(request, '409 username_taken')
  }),

  actOn(
    'account deletion',
    4,
    (account) => (account.factor ? [] : livingOf(account).filter(isUsable)),
    async (scene, session) => {
      await check(scene, session)
      await erase(scene, session)
    },
  ),
]
