import { describe, expect, test } from 'vitest'
import { harness } from '../world/harness.ts'
import { SIGN_IN } from './acts.ts'

const ISSUER = 'https://auth.example.com'

/** What browsers are told that passkeys are bound to. */
async function domainWith(env: Partial<Env>) {
  const h = await harness({ env })
  return h.post(`${SIGN_IN}/options`, {})
}

describe('PASSKEY_RP_ID', () => {
  test('is the issuer’s host where nothing is said', async () => {
    expect((await domainWith({ ISSUER, PASSKEY_RP_ID: '' })).body.rpId).toBe('auth.example.com')
    expect((await domainWith({ ISSUER: 'http://localhost:8787' })).body.rpId).toBe('localhost')
  })

  test('may be a domain that the host lies in', async () => {
    expect((await domainWith({ ISSUER, PASSKEY_RP_ID: 'example.com' })).body.rpId).toBe('example.com')
  })

  const WRONG = ['com', 'ample.com', 'other.com', 'login.auth.example.com', 'Example.com', 'example.com.']
  test.each(WRONG)('is refused as %s', async (PASSKEY_RP_ID) => {
    const { status, body } = await domainWith({ ISSUER, PASSKEY_RP_ID })
    expect([status, body.code]).toEqual([503, 'unavailable'])
  })
})

test('browsers are told which pages of other hosts may use passkeys, and managers where they are managed', async () => {
  const h = await harness()
  expect((await h.request('GET', '/.well-known/webauthn')).body).toEqual({ origins: ['https://app.test'] })
  const page = 'https://auth.test/account/passkeys'
  expect((await h.request('GET', '/.well-known/passkey-endpoints')).body).toEqual({
    enroll: page,
    manage: page,
  })
})
