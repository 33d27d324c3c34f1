import { codeIn, LETTERS } from '../mailbox.ts'
import { post } from '../model/doors.ts'
import type { Key, Span, Verdict } from '../model/limits.ts'
import { end, livesNow } from '../model/model.ts'
import { renewPassword } from '../model/moves.ts'
import type { Answer, Scene } from '../scene.ts'
import { act } from './act.ts'
import { expectReplaced, newPassword } from './passwords.ts'

const SSAFY = '/api/users/login/reset-password'
/** The native API mails the code before it counts; nobody has read the letter by then. */
const READING = 3000

/** One of the two ways to a new password. */
interface Way {
  names: string
  address: string
  ask: () => Promise<boolean>
  code: (code: string) => Parameters<Scene['ask']>[0]
  said: { right: string; wrong: string; expired: string; closed: string }
  set: (proof: string, password: string) => Parameters<Scene['ask']>[0]
  done: string
  spent: string
  proof: (answer: Answer) => string
}

const lettersOf = ({ id }: Scene['account'], address: string): Key[] => [
  `letters/${id}`,
  `letters from/${id} ${address}`,
]

const allow = (verdict: Verdict, passes: string, closed: string) =>
  ({ open: [passes], closed: [closed], unsure: [passes, closed] })[verdict]

/** Answers alike whether a letter goes out; true where one must. */
function native(scene: Scene): Way {
  const { account, random, world } = scene
  const { limits } = world
  const login = random.chance(0.5) ? account.username : account.email
  const address = random.address()
  const headers = { 'CF-Connecting-IP': address }
  const keys: Key[] = [`recovery from/${address}`, `recovery of/${login} ${address}`]
  const letters = lettersOf(account, address)
  const closed = '429 too_many_attempts'
  return {
    names: login,
    address,
    async ask() {
      const request = post('/v1/recovery/password', { login }, headers)
      const { outcome, span } = await scene.ask(request, (span) =>
        allow(limits.verdict(keys, span), '202', closed),
      )
      if (outcome === closed) return false
      limits.take(keys, span)
      const goes = limits.verdict(letters, span) === 'open'
      if (goes) limits.take(letters, span)
      return goes
    },
    code: (code) => post('/v1/recovery/password/verify', { login, code }, headers),
    said: { right: '200', wrong: '401 wrong_code', expired: '401 expired_code', closed },
    set: (reset_token, password) => ({
      ...{ method: 'PUT', path: '/v1/recovery/password', headers, body: { reset_token, password } },
    }),
    done: '204',
    spent: '401 invalid_proof',
    proof: ({ body }) => body.reset_token,
  }
}

function ssafy(scene: Scene): Way {
  const { account, random, world } = scene
  const { limits, mailbox } = world
  const pair = { userId: account.username, email: account.email }
  const address = random.address()
  const headers = { 'CF-Connecting-IP': address }
  const letters = lettersOf(account, address)
  const keys: Key[] = [...letters, `reset asked from/${address}`]
  return {
    names: `${account.username}+${account.email}`,
    address,
    async ask() {
      // The mail API is asked twice; a second refusal is the contract's documented 500.
      const passes = mailbox.failuresLeft(account.email) > 1 ? '500' : '200'
      const request = { method: 'GET', path: `${SSAFY}?${new URLSearchParams(pair)}`, headers } as const
      const { outcome, span } = await scene.ask(request, (span) =>
        allow(limits.verdict(keys, span), passes, '429'),
      )
      if (outcome === '429') return false
      limits.take(keys, span)
      if (passes === '500') for (const key of letters) limits.giveBack(key)
      return passes === '200'
    },
    code: (code) => post(SSAFY, { ...pair, code }, headers),
    said: { right: '200', wrong: '401', expired: '403', closed: '429' },
    set: (resetToken, password) => ({
      ...{ method: 'PUT', path: SSAFY, headers, body: { ...pair, resetToken, password } },
    }),
    done: '200',
    spent: '400',
    proof: ({ body }) => body.resetToken,
  }
}

/** The code of the letter that was asked for; null where the hour's letters are used up. */
async function letterCode(scene: Scene, way: Way): Promise<string | null> {
  const coming = scene.world.mailbox.next(scene.account.email, LETTERS.resetCode)
  if (!(await way.ask())) return null
  const letter = await coming
  scene.insist(letter !== null, 'the letter did not come')
  await scene.wait(READING)
  return letter && codeIn(letter)
}

/** The answer to a right code; null for any other, and where no guess was left. */
async function giveCode(scene: Scene, way: Way, code: string, isRight: boolean): Promise<Answer | null> {
  const { limits } = scene.world
  const { right, wrong, expired, closed } = way.said
  const [network, submitted]: Key[] = [`code from/${way.address}`, `code of/${way.names} ${way.address}`]
  const { id } = scene.account
  const guesses: Key[] = [`code guesses/${id}`, `code guesses from/${id} ${way.address}`]
  const outer = [network, submitted].filter((key) => key !== undefined)
  const allowed = (span: Span) => {
    if (network && limits.verdict([network], span) !== 'open') return [closed]
    const inner = isRight ? allow(limits.verdict(guesses, span), right, wrong) : [wrong]
    const verdict = limits.verdict(outer, span)
    if (verdict === 'open') return inner
    return verdict === 'closed' ? [expired] : [...inner, expired]
  }
  const answer = await scene.ask(way.code(code), allowed)
  const { outcome, span } = answer
  if (outcome === expired || outcome === closed) return null
  limits.take(outer, span)
  if (limits.verdict(guesses, span) !== 'closed') limits.take(guesses, span)
  if (outcome !== right) return null
  limits.reopen(...outer.slice(1))
  return answer
}

async function setPassword(scene: Scene, way: Way, proof: string): Promise<void> {
  const { account, world } = scene
  const old = account.password
  const password = newPassword(scene)
  const before = account.sessions.filter(livesNow)
  const told = world.mailbox.next(account.email, LETTERS.passwordChanged)
  const { span } = await scene.ask(way.set(proof, password), way.done)
  end(account, before, span)
  renewPassword(scene, password)
  scene.insist((await told) !== null, 'no letter told the owner of the new password')
  await scene.ask(way.set(proof, newPassword(scene)), way.spent)
  await expectReplaced(scene, old, before)
}

async function reset(scene: Scene, way: Way): Promise<void> {
  const code = await letterCode(scene, way)
  if (code === null) return
  if (scene.random.chance(0.3)) await giveCode(scene, way, wrongCode(scene), false)
  const answer = await giveCode(scene, way, code, true)
  if (answer === null) return
  if (scene.random.chance(0.2)) await giveCode(scene, way, code, false)
  await setPassword(scene, way, way.proof(answer))
}

const wrongCode = ({ random }: Scene) => random.text(8)
const anyWay = (scene: Scene) => (scene.random.chance(0.5) ? native(scene) : ssafy(scene))

export const acts = [
  act('password reset, native', 5, async (scene) => reset(scene, native(scene))),
  act('password reset, ssafy', 5, async (scene) => reset(scene, ssafy(scene))),

  act('wrong code', 6, async (scene) => {
    await giveCode(scene, anyWay(scene), wrongCode(scene), false)
  }),

  act('mail that fails once', 2, async (scene) => {
    scene.world.mailbox.fail(scene.account.email, 500, 1)
    await reset(scene, anyWay(scene))
    scene.world.mailbox.fail(scene.account.email, 500, 0)
  }),

  act('mail that is lost and asked for again', 2, async (scene) => {
    const { account, world } = scene
    const way = anyWay(scene)
    const isNative = way.done === '204'
    // After a native reply a refusal for good, which is not tried again; of ssafy both tries within the answer.
    world.mailbox.fail(account.email, isNative ? 422 : 500, isNative ? 1 : 2)
    const goes = await way.ask()
    if (isNative && goes) {
      for (let tries = 0; world.mailbox.failuresLeft(account.email) > 0 && tries < 60; tries++)
        await scene.wait(500)
      scene.insist(world.mailbox.failuresLeft(account.email) === 0, 'the letter was not posted')
      await scene.wait(READING)
      for (const key of lettersOf(account, way.address)) world.limits.giveBack(key)
    }
    world.mailbox.fail(account.email, 500, 0)
    await reset(scene, way)
  }),
]
