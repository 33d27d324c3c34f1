import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { notice } from '../../src/core/letters/letters.ts'
import { EVENT_KINDS, type EventName, type QuietEvent } from '../../src/core/storage/event-kinds.ts'
import { events, identities, places } from '../../src/db/schema.ts'
import { type Act, changes, type Owner, owner, WHO } from '../acts/changes.ts'
import { DATABASE_DOWN } from '../world/answers.ts'
import { approve, browser, standIn } from '../world/providers.ts'

type ToldEvent = Exclude<EventName, QuietEvent>

async function turnOn(one: Owner) {
  await changes.second_factor_enabled.run(one)
}

async function link({ h, cookies, password }: Owner) {
  const visitor = browser(h, { ...cookies })
  const begun = await visitor.visit('POST', '/v1/me/identities/github', { body: { password } })
  const { headers } = await visitor.arrive(await approve(begun.body.authorization_url))
  expect(headers.get('Location')).toBe('/')
}

const send = (method: string, path: string, status: number, more: object = {}): Act => ({
  run: async ({ h, cookies, password }) => {
    const reply = await h.request(method, path, { cookies, body: { password, ...more } })
    expect(reply.status).toBe(status)
  },
})

const { sessions_ended: _, ...told } = changes

/** What makes each kind of event that the owner is told of. */
const acts: Record<ToldEvent, Act> = {
  ...told,
  recovery_codes_made: { arrange: turnOn, ...send('POST', '/v1/me/recovery-codes', 200) },
  email_change_requested: send('POST', '/v1/me/email', 202, { email: 'elsewhere@example.com' }),
  identity_linked: { run: link },
  identity_joined: {
    run: async ({ h }) => {
      await standIn(h, 'google').person({ email: WHO.email, verified: true })
      expect((await browser(h).travel('/v1/oauth/google')).headers.get('Location')).toBe('/')
    },
  },
  identity_unlinked: { arrange: link, ...send('DELETE', '/v1/me/identities/github', 204) },
  account_erased: send('DELETE', '/v1/me', 204),
  passkey_added: { run: changes.passkey_removed.arrange as Act['run'] },
  passkeys_removed: {
    arrange: async (one) => {
      await changes.passkey_removed.arrange?.(one)
      await one.h.db.update(places).set({ emailVerifiedAt: null })
    },
    run: changes.password_reset.run,
  },
  identities_removed: {
    arrange: async (one) => {
      await link(one)
      await one.h.db.update(places).set({ emailVerifiedAt: null })
      await one.h.db.update(identities).set({ provenAt: null })
    },
    run: changes.password_reset.run,
  },
}

const subjects = async ({ h }: Owner) => (await h.mail.messages(WHO.email)).map(({ subject }) => subject)

const lettersOf = (what: EventName) =>
  (['ko', 'en'] as const).map((language) => {
    const name = EVENT_KINDS[what]
    return name === null ? '' : notice(language, name)(null).subject
  })

test.for(Object.entries(acts))('the owner is told of %s, once', async ([what, { arrange, run }]) => {
  const one = await owner()
  await arrange?.(one)
  await one.h.mail.clear()
  await run(one)

  const letters = lettersOf(what as ToldEvent)
  expect((await subjects(one)).filter((subject) => letters.includes(subject))).toHaveLength(1)
})

const recorded = Object.entries(acts).filter(([what]) => what !== 'account_erased')
test.for(recorded)('%s is recorded beside its letter', async ([what, { arrange, run }]) => {
  const one = await owner()
  await arrange?.(one)
  await run(one)

  const own = await one.h.db
    .select()
    .from(events)
    .where(eq(events.what, what as ToldEvent))
  expect(own.map(({ accountId }) => accountId)).toEqual([one.id])
})

test('an identity that joins by a verified address is told once, however many bring it at once', async () => {
  const one = await owner()
  await standIn(one.h, 'google').person({ email: WHO.email, verified: true })
  const visitors = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const visitor = browser(one.h)
      return { visitor, back: await visitor.depart('/v1/oauth/google') }
    }),
  )
  await Promise.all(visitors.map(({ visitor, back }) => visitor.arrive(back)))

  expect(await subjects(one)).toEqual([notice('en', 'identityJoined')(null).subject])
})

test('nobody is told of what did not happen', async () => {
  const one = await owner()
  one.h.setEnv(DATABASE_DOWN)
  for (const act of ['disable', 'require-password-change']) {
    await one.h.request('POST', `/admin/accounts/${one.id}/${act}`, { bearer: one.h.env().ADMIN_TOKEN })
  }
  const { cookies } = one
  const body = { password: 'not the password', email: 'elsewhere@example.com' }
  await one.h.request('POST', '/v1/me/email', { cookies, body })

  expect(await one.h.mail.messages()).toEqual([])
})
