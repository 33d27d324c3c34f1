import type { CDPSession, Page } from 'playwright-core'

/** A device of Chromium's own that answers for the page's browser, with a person before it (WebDriver, virtual authenticators). */
export interface Device {
  /** Whether its user is verified from now on. */
  verify(isVerified: boolean): Promise<void>
  /** Whether somebody is there who answers. */
  answer(answers: boolean): Promise<void>
  /** How often each of its passkeys signed, and whose they are. */
  passkeys(): Promise<{ id: string; userHandle: string; counter: number }[]>
  /** Puts a passkey's counter back, as a copy of it would have it. */
  putBack(id: string, counter: number): Promise<void>
}

export async function deviceOf(page: Page): Promise<Device> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
      ...{ automaticPresenceSimulation: true, defaultBackupEligibility: true },
    },
  })
  const all = async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
  return {
    verify: async (isUserVerified) =>
      void (await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })),
    answer: async (enabled) =>
      void (await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })),
    passkeys: async () =>
      (await all()).map(({ credentialId, userHandle = '', signCount }) => ({
        id: credentialId,
        userHandle,
        counter: signCount,
      })),
    async putBack(id, counter) {
      const known = (await all()).find(({ credentialId }) => credentialId === id)
      if (!known) throw new Error('the device has no such passkey')
      await session.send('WebAuthn.removeCredential', { authenticatorId, credentialId: id })
      const credential = { ...known, signCount: counter }
      await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    },
  }
}
