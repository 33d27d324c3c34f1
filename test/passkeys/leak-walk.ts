import { jarOf } from '../acts/sign-in.ts'
import { handed, type Walk } from '../attacks/canaries.ts'
import { CANARY } from '../attacks/leak-walks.ts'
import type { Reply } from '../world/harness.ts'
import { PASSKEYS, SIGN_IN } from './acts.ts'
import { Authenticator } from './authenticator.ts'

/** The rest of the options is for the page to read. */
const secretOf = ({ body }: Reply) => ({ ceremony: body.ceremony })

/** One is made, used rightly and wrongly, and deleted. */
export const passkeyWalk: Walk = async ({ h, ask }) => {
  await h.person(CANARY)
  const { username: login, password } = CANARY
  const cookies = jarOf(
    await ask('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } }, handed),
  )
  const authenticator = await Authenticator.make()
  const { body: options } = await ask(
    'POST',
    `${PASSKEYS}/options`,
    { cookies, body: { password } },
    secretOf,
  )
  const credential = await authenticator.create(options)
  const { ceremony } = options
  const { body } = await ask('POST', PASSKEYS, { cookies, body: { credential, ceremony } })
  await ask('POST', PASSKEYS, { cookies, body: { credential, ceremony } })
  await ask('GET', PASSKEYS, { cookies })
  for (const use of ['cookie', 'token']) {
    const { body: asked } = await ask('POST', `${SIGN_IN}/options`, { body: {} }, secretOf)
    const shown = { credential: await authenticator.get(asked), ceremony: asked.ceremony, use }
    await ask('POST', SIGN_IN, { body: shown }, handed)
    await ask('POST', SIGN_IN, { body: shown })
  }
  await ask('DELETE', `${PASSKEYS}/${body.id}`, { cookies, body: { password } })
}
