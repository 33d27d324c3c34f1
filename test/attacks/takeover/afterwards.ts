import { describe, expect, test } from 'vitest'
import { operate } from '../../acts/operator.ts'
import { resetPassword } from '../../acts/sign-in.ts'
import { OLD_CONTRACTS } from '../../takeover/old-service.ts'
import { KIM, MODES, takeover } from '../../takeover/world.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'

describe('a former partner', () => {
  test.each(MODES)(
    '50: who knows the old password is out once the owner has set another here, though the old service takes it (%s)',
    async (mode) => {
      const t = await takeover('ssafy', { mode })
      const { body } = await t.signIn()
      const change = { current: KIM.password, password: NEW_PASSWORD }
      await t.h.request('PUT', '/v1/me/password', { bearer: body.token, body: change })
      expect((await t.signIn()).status).toBe(401)
      expect(await t.old.logins()).toBe(1)
    },
  )

  test('50: who came over first with the owner’s password is put out by a reset by mail, and cannot come again', async () => {
    const t = await takeover('ssafy')
    const { body } = await t.signIn()
    expect((await resetPassword(t.h, KIM, NEW_PASSWORD)).status).toBe(200)
    expect((await t.h.request('GET', '/v1/me', { bearer: body.token })).status).toBe(401)
    expect((await t.signIn()).status).toBe(401)
  })

  test('50: does not bring back an account that was erased or disabled here', async () => {
    for (const mode of MODES) {
      const t = await takeover('gateway', { mode })
      const { body } = await t.signIn()
      const id = (await t.kim())?.accounts.id
      await operate(t.h, 'POST', `/admin/accounts/${id}/disable`)
      expect((await t.signIn()).status).toBe(401)
      await operate(t.h, 'POST', `/admin/accounts/${id}/enable`)
      const again = await t.signIn()
      const bearer: string = again.body.result.access_token
      expect(
        (await t.h.request('DELETE', '/v1/me', { bearer, body: { password: KIM.password } })).status,
      ).toBe(204)
      expect((await t.signIn()).status).toBe(401)
      expect((await t.h.request('GET', '/v1/me', { bearer: body.result.access_token })).status).toBe(401)
    }
  })
})

describe('a thief', () => {
  test.each(OLD_CONTRACTS)('50: of what the old %s handed out opens nothing here', async (contract) => {
    const t = await takeover(contract)
    await t.signIn()
    const { issued } = await t.old.look()
    expect(issued.length).toBeGreaterThan(0)
    for (const bearer of issued) {
      const cookies = { session: bearer, '__Host-munjigi_session': bearer, 'connect.sid': bearer }
      expect((await t.h.request('GET', '/v1/me', { bearer })).status).toBe(401)
      expect((await t.h.request('GET', '/v1/me', { cookies })).status).toBe(401)
      expect((await t.h.post('/api/auth/refresh', { refreshToken: bearer })).status).toBe(401)
    }
  })
})
