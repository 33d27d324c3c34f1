import { env } from 'cloudflare:workers'
import { nativeByCookie } from '../contracts/native.ts'
import type { Harness, Reply } from '../world/harness.ts'
import { approve, BROWSER, type Browser, browser } from '../world/providers.ts'
import { type Flow, from, NARA, native503, signedIn } from './flows.ts'

const NATIVE = '/v1/oauth/github?return_to=/welcome'
const IDENTITIES = '/v1/me/identities'

/** How many accounts there are, and whose identities. */
export async function counted() {
  const [accounts, linked] = await env.DB.batch<{ n: number }>([
    env.DB.prepare('select count(*) as n from accounts'),
    env.DB.prepare('select count(*) as n from identities join accounts on accounts.id = account_id'),
  ])
  return { accounts: accounts?.results[0]?.n, linked: linked?.results[0]?.n }
}

const NOBODY = { accounts: 0, linked: 0 }
export const SOMEBODY = { accounts: 1, linked: 1 }
const UNLINKED = { accounts: 1, linked: 0 }

export const begin = (title: string, path: string, fails: Flow['fails'], passes: string): Flow => ({
  title: `begin to ${title}`,
  passes,
  fails,
  arrange: async (h) => ({ send: () => from(h, 'GET', path), secrets: [] }),
})

const beginLink: Flow = {
  title: 'begin to link an identity',
  passes: '200',
  fails: native503,
  arrange: async (h) => {
    const { jar: cookies, secrets } = await signedIn(h, nativeByCookie)
    return {
      send: () => from(h, 'POST', `${IDENTITIES}/github`, { cookies, body: { password: NARA.password } }),
      secrets,
    }
  },
}

export interface Arrival {
  title: string
  passes: string
  fails: Flow['fails']
  /** Where the browser begins, and how it shows what it came back with. */
  path: string
  show?: (visitor: Browser, back: string) => Promise<Reply>
  lost?: string
}

const arrive: NonNullable<Arrival['show']> = (visitor, back) => visitor.arrive(back)

/** A callback counts once, so whoever was refused goes to the provider again. */
async function arrival(h: Harness, { path, show = arrive }: Arrival) {
  const visitor = browser(h)
  const back = await visitor.depart(path)
  const secrets = [...new URL(back, 'https://auth.test').searchParams.values(), visitor.jar[BROWSER] ?? '']
  return {
    visitor,
    stage: {
      send: () => show(visitor, back),
      again: async () => show(visitor, await visitor.depart(path)),
      secrets,
      world: counted,
    },
  }
}

/** The first sign-in by an identity, which makes an account before it opens the session. */
export const firstSignIn = (given: Arrival): Flow => ({
  ...given,
  title: `${given.title}, for the first time`,
  worlds: [NOBODY, SOMEBODY],
  done: SOMEBODY,
  settles: ['accounts', 'places', 'identities', 'events'],
  arrange: async (h) => (await arrival(h, given)).stage,
})

export const nextSignIn = (given: Arrival): Flow => ({
  ...given,
  title: `${given.title}, once more`,
  worlds: [SOMEBODY],
  done: SOMEBODY,
  arrange: async (h) => {
    await browser(h).travel(given.path)
    return (await arrival(h, given)).stage
  },
})

const byGithub: Arrival = {
  title: 'sign in by github',
  passes: '302 /welcome',
  fails: native503,
  path: NATIVE,
}
/** A browser that is signed in by a password, and what it does to give its account the identity. */
async function linking(h: Harness) {
  const { jar, secrets } = await signedIn(h, nativeByCookie)
  const visitor = browser(h, jar)
  const depart = async () => {
    const begun = await visitor.visit('POST', `${IDENTITIES}/github`, {
      body: { password: NARA.password, return_to: '/settings' },
    })
    return approve(begun.body.authorization_url)
  }
  return { visitor, depart, secrets }
}

const link: Flow = {
  title: 'link an identity',
  passes: '302 /settings',
  fails: native503,
  worlds: [UNLINKED, SOMEBODY],
  done: SOMEBODY,
  arrange: async (h) => {
    const { visitor, depart, secrets } = await linking(h)
    const back = await depart()
    return {
      send: () => visitor.arrive(back),
      again: async () => visitor.arrive(await depart()),
      secrets,
      world: counted,
    }
  },
}

const linked = (title: string, method: string, path: string, given: Partial<Flow>): Flow => ({
  title,
  passes: '200',
  fails: native503,
  ...given,
  arrange: async (h) => {
    const { visitor, depart, secrets } = await linking(h)
    await visitor.arrive(await depart())
    return { send: () => visitor.visit(method, path), secrets, world: counted }
  },
})

/** The whole of a fresh sign-in, up to what it is asked for: the right, and whether the account is still there. */
async function afresh(h: Harness) {
  const { visitor, depart, secrets } = await linking(h)
  await visitor.arrive(await depart())
  const body = { purpose: 'erase_account', return_to: '/settings' }
  const begin = () => visitor.visit('POST', '/v1/me/reauthentication/github', { body })
  const back = async () => approve((await begin()).body.authorization_url)
  const erase = () => visitor.visit('DELETE', '/v1/me', { body: {} })
  return { visitor, begin, back, erase, secrets }
}

const beginAfresh: Flow = {
  title: 'begin to sign in afresh',
  passes: '200',
  fails: native503,
  arrange: async (h) => {
    const { begin, secrets } = await afresh(h)
    return { send: begin, secrets }
  },
}

const signInAfresh: Flow = {
  title: 'sign in afresh',
  passes: '302 /settings',
  fails: native503,
  proves: '204',
  arrange: async (h) => {
    const { visitor, back, erase, secrets } = await afresh(h)
    const answer = await back()
    return {
      send: () => visitor.arrive(answer),
      again: async () => visitor.arrive(await back()),
      secrets,
      proof: erase,
    }
  },
}

const eraseByRight: Flow = {
  title: 'erase the account by a right',
  passes: '204',
  fails: native503,
  // The right counts once; whoever was refused shows the password.
  settles: ['challenges'],
  worlds: [SOMEBODY, NOBODY],
  done: NOBODY,
  lost: '401',
  defers: 1,
  arrange: async (h) => {
    const { visitor, back, erase, secrets } = await afresh(h)
    await visitor.arrive(await back())
    const again = () => visitor.visit('DELETE', '/v1/me', { body: { password: NARA.password } })
    return { send: erase, again, secrets, world: counted }
  },
}

/** Signing in by an identity elsewhere, and what an account's owner does with identities. */
export const oauthFlows = [
  begin('sign in by github', NATIVE, native503, '302 /login/oauth/authorize'),
  beginLink,
  firstSignIn(byGithub),
  nextSignIn(byGithub),
  link,
  linked('list identities', 'GET', IDENTITIES, { worlds: [SOMEBODY], done: SOMEBODY }),
  linked('unlink an identity', 'DELETE', `${IDENTITIES}/github`, {
    passes: '204',
    lost: '404',
    worlds: [SOMEBODY, UNLINKED],
    done: UNLINKED,
  }),
  beginAfresh,
  signInAfresh,
  eraseByRight,
]
