// What pages can do with a script and do well enough without. Served as it stands: one file, a function for each thing.

/** A button beside each password, which shows it. */
function showPasswords() {
  for (const box of document.querySelectorAll('.password')) {
    const input = box.querySelector('input')
    if (!input || !(box instanceof HTMLElement)) continue
    const { show = '', hide = '' } = box.dataset
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'quiet'
    button.textContent = show
    button.setAttribute('aria-controls', input.id)
    button.setAttribute('aria-pressed', 'false')
    button.addEventListener('click', () => {
      const isShown = input.type === 'text'
      input.type = isShown ? 'password' : 'text'
      button.textContent = isShown ? show : hide
      button.setAttribute('aria-pressed', String(!isShown))
    })
    // Browsers remember what is typed into fields of text.
    input.form?.addEventListener('submit', () => {
      input.type = 'password'
    })
    box.append(button)
  }
}

/** `<button type="button" hidden data-copy="#id" data-done="Copied">` copies the text of that element. */
function copyOnClick() {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!(button instanceof HTMLButtonElement)) continue
    const { copy = '', done = '' } = button.dataset
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(textOf(copy))
      button.textContent = done
    })
  }
}

/** `<button type="button" hidden data-print>` prints the page. */
function printOnClick() {
  for (const button of document.querySelectorAll('button[data-print]')) {
    if (!(button instanceof HTMLButtonElement)) continue
    button.hidden = false
    button.addEventListener('click', () => print())
  }
}

/**
 * `<div hidden data-passkey>` has a form, or a button within one, that goes with what the device answers: for options
 * that the element has (`data-options`), where one is made, or that it gets (`data-begin`), where one is shown.
 */
function passkeys() {
  const { PublicKeyCredential: api } = window
  if (!api?.parseCreationOptionsFromJSON) return
  // A browser asks for one at a time.
  let asked = new AbortController()

  for (const box of document.querySelectorAll('[data-passkey]')) {
    const own = box.querySelector('form')
    const form = own ?? box.closest('form')
    const said = box.querySelector('[role=alert]')
    const input = form?.elements.namedItem('credential')
    if (!(box instanceof HTMLElement) || !form || !(input instanceof HTMLInputElement)) continue
    const { begin, purpose, options } = box.dataset

    /** @param {CredentialMediationRequirement} [mediation] */
    const ask = async (mediation) => {
      asked.abort()
      asked = new AbortController()
      const { signal } = asked
      let credential
      if (options) {
        const publicKey = api.parseCreationOptionsFromJSON(JSON.parse(options))
        credential = await navigator.credentials.create({ publicKey, signal })
      } else {
        const headers = { 'Content-Type': 'application/json' }
        const body = JSON.stringify({ purpose })
        const reply = await fetch(begin ?? '', { method: 'POST', headers, body, signal })
        if (!reply.ok) throw new Error(String(reply.status))
        const publicKey = api.parseRequestOptionsFromJSON(await reply.json())
        credential = await navigator.credentials.get({ publicKey, signal, ...(mediation && { mediation }) })
      }
      if (!(credential instanceof PublicKeyCredential)) return
      input.value = JSON.stringify(credential.toJSON())
      form.submit()
    }

    /** A challenge is good for five minutes: the field gets another before. */
    const offer = async () => {
      const renewal = setTimeout(offer, 240_000)
      await ask('conditional').catch(() => {})
      clearTimeout(renewal)
    }

    const offers = !options && !purpose && api.isConditionalMediationAvailable?.()
    const trigger = own ?? box.querySelector('button')
    trigger?.addEventListener(own ? 'submit' : 'click', async (event) => {
      event.preventDefault()
      if (said instanceof HTMLElement) said.hidden = true
      await ask().catch(() => {
        if (said instanceof HTMLElement) said.hidden = false
        if (offers) void offer()
      })
    })
    box.hidden = false
    if (offers) void offers.then((can) => (can ? offer() : undefined))
  }
}

/** `<button type="button" hidden data-save="#id" data-name="codes.txt">` saves the text of that element, which is sent nowhere. */
function saveOnClick() {
  for (const button of document.querySelectorAll('button[data-save]')) {
    if (!(button instanceof HTMLButtonElement)) continue
    const { save = '', name = '' } = button.dataset
    button.hidden = false
    button.addEventListener('click', () => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([textOf(save)], { type: 'text/plain' }))
      link.download = name
      link.click()
      URL.revokeObjectURL(link.href)
    })
  }
}

/** @param {string} selector */
function textOf(selector) {
  const element = document.querySelector(selector)
  return element instanceof HTMLElement ? element.innerText.trim() : ''
}

showPasswords()
passkeys()
copyOnClick()
printOnClick()
saveOnClick()
