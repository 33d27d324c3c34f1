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
      const text = document.querySelector(copy)?.textContent ?? ''
      await navigator.clipboard.writeText(text.trim())
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

showPasswords()
copyOnClick()
printOnClick()
