import { type Flow, from, NARA, native503 } from '../flows/flows.ts'
import type { Harness } from '../world/harness.ts'
import { add, creationOptions, PASSKEYS, SIGN_IN, shown, signInWith, withPasskey } from './acts.ts'
import { Authenticator } from './authenticator.ts'

const { password } = NARA
const signIn = (h: Harness, body: object, use: 'cookie' | 'token') =>
  from(h, 'POST', SIGN_IN, { body: { ...body, use } })

const signInFlow = (use: 'cookie' | 'token'): Flow => ({
  title: `sign in with a passkey, by ${use}`,
  passes: '201',
  fails: native503,
  arrange: async (h) => {
    const { authenticator } = await withPasskey(h, NARA)
    const body = await shown(h, authenticator)
    return {
      send: () => signIn(h, body, use),
      // The challenge counts once.
      again: () => signInWith(h, authenticator, {}, use),
      secrets: [body.ceremony],
    }
  },
})

const wrong: Flow = {
  title: 'sign in with a passkey that nobody has',
  passes: '401',
  fails: native503,
  defers: 1,
  arrange: async (h) => {
    const body = await shown(h, await Authenticator.make())
    return { send: () => signIn(h, body, 'token'), secrets: [body.ceremony] }
  },
}

const listed = (h: Harness, cookies: Record<string, string>) => async () => {
  const { body } = await h.request('GET', PASSKEYS, { cookies })
  return { passkeys: body.passkeys?.map(({ name }: { name: string }) => name) }
}

const ask: Flow = {
  title: 'ask to sign in with a passkey',
  passes: '200',
  fails: native503,
  waitsForNone: true,
  arrange: async (h) => ({ send: () => from(h, 'POST', `${SIGN_IN}/options`, { body: {} }), secrets: [] }),
}

const begin: Flow = {
  title: 'begin to add a passkey',
  passes: '200',
  fails: native503,
  proves: '201',
  arrange: async (h) => {
    const { cookies } = await withPasskey(h, NARA)
    return {
      send: () => creationOptions(h, cookies, { password }),
      secrets: [],
      proof: async ({ body: options }) =>
        add(h, cookies, {
          credential: await (await Authenticator.make()).create(options),
          ceremony: options.ceremony,
        }),
    }
  },
}

const ONE = { passkeys: ['my phone'] }
const TWO = { passkeys: ['my phone', null] }

const adding: Flow = {
  title: 'add a passkey',
  passes: '201',
  fails: native503,
  lost: '409',
  worlds: [ONE, TWO],
  done: TWO,
  arrange: async (h) => {
    const { cookies } = await withPasskey(h, NARA)
    const { body: options } = await creationOptions(h, cookies, { password })
    h.clock.pass(1)
    const credential = await (await Authenticator.make()).create(options)
    return {
      send: () => add(h, cookies, { credential, ceremony: options.ceremony }),
      secrets: [options.ceremony],
      world: listed(h, cookies),
    }
  },
}

const renaming: Flow = {
  title: 'rename a passkey',
  passes: '200',
  fails: native503,
  worlds: [ONE, { passkeys: ['mine'] }],
  done: { passkeys: ['mine'] },
  arrange: async (h) => {
    const { cookies, passkey } = await withPasskey(h, NARA)
    const path = `${PASSKEYS}/${passkey.id}`
    return {
      send: () => from(h, 'PATCH', path, { cookies, body: { name: 'mine' } }),
      secrets: [],
      world: listed(h, cookies),
    }
  },
}

const removing: Flow = {
  title: 'delete a passkey',
  passes: '204',
  fails: native503,
  lost: '404',
  worlds: [ONE, { passkeys: [] }],
  done: { passkeys: [] },
  arrange: async (h) => {
    const { cookies, passkey } = await withPasskey(h, NARA)
    const path = `${PASSKEYS}/${passkey.id}`
    return {
      send: () => from(h, 'DELETE', path, { cookies, body: { password } }),
      secrets: [],
      world: listed(h, cookies),
    }
  },
}

/** Signing in with a passkey, and what an account's owner does with passkeys. */
export const passkeyFlows = [
  ...[ask, signInFlow('cookie'), signInFlow('token'), wrong],
  ...[begin, adding, renaming, removing],
]
