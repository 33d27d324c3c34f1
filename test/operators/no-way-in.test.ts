import { describe, expect, test } from 'vitest'
import { accounts } from '../../src/db/schema.ts'
import { act, importRows } from '../acts/operator.ts'
import { SINGER } from '../acts/sign-in.ts'
import { expectProblem } from '../world/answers.ts'
import { harness } from '../world/harness.ts'
import { browser } from '../world/providers.ts'

describe('an operator who requires another password', () => {
  const NOBODY = { username: 'nobody', nickname: 'nobody' }

  test('hears that nobody could set one, where there is no way to, and nothing changes', async () => {
    const h = await harness()
    await importRows(h, [NOBODY])
    expectProblem(await act(h, 1, 'require-password-change'), 409, 'no_way_in')
    const [account] = await h.db.select().from(accounts)
    expect(account?.mustChangePassword).toBe(false)
  })

  test('hears so too where the only identity is of a provider that is offered no more', async () => {
    const h = await harness()
    const b = browser(h)
    await b.travel('/v1/oauth/42')
    h.setEnv({ OAUTH_42_ID: '' })
    expectProblem(await act(h, 1, 'require-password-change'), 409, 'no_way_in')
    expect((await b.session()).status).toBe(200)
  })

  test('is obeyed where there is a password, or an address', async () => {
    const h = await harness()
    await h.person(SINGER)
    await importRows(h, [{ ...NOBODY, email: 'somebody@example.com' }])
    for (const id of [1, 2]) expect((await act(h, id, 'require-password-change')).status).toBe(204)
  })
})
