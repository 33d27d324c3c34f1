import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Where Debian's package puts it, and what others call it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * A browser server, to be shared by all test files. Nothing is downloaded: throws where the machine has no browser, and
 * says which package has one. `CHROMIUM` names another.
 */
export function launchChromium() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find(existsSync)
  if (!executablePath || !existsSync(executablePath)) {
    throw new Error(
      "These tests need a Chromium, and there is none. Debian's package is `chromium`: apt-get install chromium",
    )
  }
  return chromium.launchServer({
    executablePath,
    timeout: 120_000,
    // Neither root nor most containers can have one; only our own pages are opened.
    chromiumSandbox: false,
    args: ['--disable-gpu'],
  })
}
