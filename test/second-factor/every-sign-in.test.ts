import { describe, expect, test } from 'vitest'
import { appCode, finish, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { jarOf, resetPassword, SINGER } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import {
  attributesOf,
  DEVICE,
  expectAnswer,
  FULL_COOKIE,
  NEW_PASSWORD,
  PENDING_COOKIE,
  WRONG_CODE,
} from '../world/answers.ts'
import { type Harness, harness, type Person } from '../world/harness.ts'

describe.each(Object.entries(doors))('%s', (_, door) => {
  const signIn = (h: Harness, who: Person = SINGER) => h.post(door.path, door.credentials(who))
  const pending = door.asks.cookie ? { [door.asks.cookie]: PENDING_COOKIE } : {}

  test('asks for the second factor, and gives nothing that opens', async () => {
    const h = await harness()
    await withSecondFactor(h)

    const asked = await signIn(h)
    expectAnswer(asked, door.asks.status, door.asks.body)
    expect(attributesOf(asked)).toEqual(pending)
  })

  test('asks for it after a password reset too, which itself signs nobody in', async () => {
    const h = await harness()
    await withSecondFactor(h)
    const reset = await resetPassword(h, SINGER, NEW_PASSWORD)
    expectAnswer(reset, 200, { message: '비밀번호 재설정이 완료 되었습니다.' })
    expect(Object.keys(reset.cookies)).toEqual(['__Host-munjigi_device', 'reset'])

    const asked = await signIn(h, { ...SINGER, password: NEW_PASSWORD })
    expectAnswer(asked, door.asks.status, door.asks.body)
    expect(attributesOf(asked)).toEqual(pending)
  })

  test.for(['a TOTP code', 'a recovery code'])('takes %s, and answers as its contract does', async (kind) => {
    const h = await harness()
    const { id, seed, recoveryCodes } = await withSecondFactor(h)
    const asked = await signIn(h)
    const code = kind === 'a TOTP code' ? appCode(h, seed) : (recoveryCodes[3] ?? '')

    const finished = await finish(h, door, asked, code)
    const { status, body, cookie } = door.finishes(SINGER, id, h.clock.now)
    expectAnswer(finished, status, body)
    expect(attributesOf(finished)).toEqual({ ...(cookie && { [cookie]: FULL_COOKIE }), ...DEVICE })

    const bearer = door.access(finished.body)
    const me = await h.request('GET', '/v1/me', { cookies: jarOf(finished), ...(bearer && { bearer }) })
    const { username, email, nickname } = SINGER
    expect(me.body).toMatchObject({ id, username, email, nickname, email_verified: true })
  })

  test('refuses a wrong code, and takes the right one after it', async () => {
    const h = await harness()
    const { id, seed } = await withSecondFactor(h)
    const asked = await signIn(h)

    const refused = await finish(h, door, asked, wrongCode(h, seed))
    expect(refused.cookies).toEqual({})
    expect({ status: refused.status, body: refused.body }).toEqual(WRONG_CODE[door.route])
    const { status, body } = door.finishes(SINGER, id, h.clock.now)
    expectAnswer(await finish(h, door, asked, appCode(h, seed)), status, body)
  })
})
