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

    /** In a field, where a sign-in is asked for and the browser can. */
    const offerWherePossible = async () => {
      if (!options && !purpose && (await api.isConditionalMediationAvailable?.())) await offer()
    }

    const trigger = own ?? box.querySelector('button')
    trigger?.addEventListener(own ? 'submit' : 'click', async (event) => {
      event.preventDefault()
      if (said instanceof HTMLElement) said.hidden = true
      await ask().catch(() => {
        if (said instanceof HTMLElement) said.hidden = false
        void offerWherePossible()
      })
    })
    box.hidden = false
    void offerWherePossible()
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

const LINES = 'application/x-ndjson'
/** Bytes that are sent together: enough to be quick, and few enough to tell soon how far it is. */
const PART = 2 ** 20
const ROWS_SHOWN = 1000

/**
 * `<section data-import>` has a form whose file is sent in parts, each of them whole lines, and what tells of it. Without the
 * script the form sends all at once.
 */
function importInParts() {
  const section = document.querySelector('[data-import]')
  const form = section?.querySelector('form')
  const progress = section?.querySelector('[data-progress]')
  const bar = section?.querySelector('progress')
  const said = section?.querySelector('[role=status]')
  const refused = section?.querySelector('[data-refused]')
  const [rows, kept] = [refused?.querySelector('tbody'), refused?.querySelector('pre')]
  if (!form || !(progress instanceof HTMLElement) || !bar || !(said instanceof HTMLElement)) return
  if (!(refused instanceof HTMLElement) || !rows || !kept) return

  /** @param {Record<string, string | number | undefined>[]} lines */
  function tell(lines) {
    if (lines.length === 0 || !(refused instanceof HTMLElement)) return
    refused.hidden = false
    kept?.append(...lines.map((line) => `${JSON.stringify(line)}\n`))
    for (const { line, reason, field, realm } of lines.slice(0, ROWS_SHOWN - (rows?.rows.length ?? 0))) {
      const row = rows?.insertRow()
      for (const text of [line, reason, [field, realm].filter(Boolean).join(', ')]) {
        row?.insertCell().append(String(text))
      }
    }
  }

  form.addEventListener('submit', async (event) => {
    const given = new FormData(form)
    const [file, text] = [given.get('file'), String(given.get('rows'))]
    const whole = file instanceof File && file.size > 0 ? file : new Blob([text])
    // What is missing the page itself says.
    if (whole.size === 0 || String(given.get('reason')).trim() === '') return
    event.preventDefault()
    given.delete('rows')
    form.hidden = true
    progress.hidden = false
    progress.tabIndex = -1
    progress.focus()
    bar.max = whole.size
    const counts = { imported: 0, unchanged: 0, refused: 0 }
    let [isWhole, lines] = [true, 0]
    for (let at = 0; isWhole && at < whole.size; ) {
      const bytes = new Uint8Array(await whole.slice(at, at + PART).arrayBuffer())
      const isLast = at + bytes.length >= whole.size
      const part = isLast ? bytes : bytes.subarray(0, bytes.lastIndexOf(10) + 1 || bytes.length)
      given.set('file', new Blob([part]), 'part')
      const report = await send(given).catch(() => [])
      const end = report.pop()
      isWhole = end?.done === true
      tell(report.map((one) => ({ ...one, line: lines + one.line })))
      for (const name of /** @type {(keyof typeof counts)[]} */ (Object.keys(counts))) {
        counts[name] += end?.[name] ?? 0
        const place = progress.querySelector(`[data-count=${name}]`)
        if (place) place.textContent = String(counts[name])
      }
      lines += part.reduce((sum, byte) => sum + Number(byte === 10), 0)
      at += part.length
      bar.value = at
    }
    said.textContent = (isWhole ? said.dataset.done : said.dataset.broken) ?? ''
  })

  /** @param {FormData} body */
  async function send(body) {
    // Whose console is over is led elsewhere.
    const init = { method: 'POST', headers: { Accept: LINES }, redirect: /** @type {const} */ ('manual') }
    const reply = await fetch(form?.action ?? '', { ...init, body })
    if (!reply.ok) throw new Error(String(reply.status))
    const text = (await reply.text()).trim()
    return text.split('\n').map((line) => JSON.parse(line))
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
importInParts()
saveOnClick()
