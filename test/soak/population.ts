import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { codeAt, stepNow } from './model/codes.ts'
import { NATIVE_BY_COOKIE, post } from './model/doors.ts'
import { type Account, end, newAccount } from './model/model.ts'
import { credentials, ownAttempt, signIn } from './model/moves.ts'
import { random } from './random.ts'
import { Scene, type World } from './scene.ts'

/** One in so many has a second factor. */
const WITH_FACTOR = 6

/** Hashes of another cost than the worker's own, so that each is replaced at its first sign-in. */
function hashed(password: string): string {
  const salt = randomBytes(16)
  const hash = pbkdf2Sync(password, salt, 1000, 32, 'sha256')
  return `$pbkdf2-sha256$i=1000$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

function person(seed: number, id: number): Account {
  const draw = random(seed, -id)
  const username = `soak${id}`
  const password = `pw ${draw.text(11)}`
  return newAccount({ id, username, email: `${username}@example.com`, password, address: draw.address() })
}

const row = ({ id, username, email, password }: Account) =>
  JSON.stringify({ id, username, email, email_verified: true, password_hash: hashed(password) })

/** Moves `count` accounts in as an operator would, and turns the second factor on for some. */
export async function populate(world: World, url: URL, token: string, seed: number, count: number) {
  const accounts = Array.from({ length: count }, (_, at) => person(seed, at + 1))
  const imported = await fetch(new URL('/admin/accounts/import', url), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: accounts.map(row).join('\n'),
  })
  const told = await imported.text()
  if (!told.includes(`"imported":${count},`)) throw new Error(`the import: ${imported.status} ${told}`)
  world.accounts.push(...accounts)
  for (const account of accounts) if (account.id % WITH_FACTOR === 0) await enrol(world, account, seed)
}

async function enrol(world: World, account: Account, seed: number): Promise<void> {
  const scene = new Scene(world, 'second factor turned on', account, random(seed, -account.id))
  const session = await signIn(scene, ownAttempt(scene, NATIVE_BY_COOKIE))
  if (session === null) throw new Error('nobody can sign in')
  const headers = credentials(session)
  const { body } = await scene.ask(post('/v1/me/totp', { password: account.password }, headers), '201')
  const step = stepNow()
  await scene.ask(post('/v1/me/totp/confirm', { code: codeAt(body.secret, step) }, headers), '200')
  account.factor = { seed: body.secret, lastStep: step }
  const { span } = await scene.ask({ method: 'DELETE', path: '/v1/sessions/current', headers }, '204')
  end(account, [session], span)
}
