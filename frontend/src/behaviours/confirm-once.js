// A form that writes is sent once: the pressed button says what is going on and cannot be pressed again.

const writes = form => form instanceof HTMLFormElement && form.getAttribute('method')?.toLowerCase() === 'post'

// Also the button outside that names the form (the red one above the tab bar).
const buttonsOf = form =>
  [...form.elements].filter(element => element instanceof HTMLButtonElement && element.type === 'submit')

export function hold(form, pressed) {
  form.setAttribute('aria-busy', 'true')
  for (const button of buttonsOf(form)) button.disabled = true
  if (!pressed) return
  pressed.dataset.said = pressed.innerHTML
  pressed.textContent = pressed.dataset.busy || '正在存…'
}

export function release(form) {
  delete form.dataset.sent
  form.removeAttribute('aria-busy')
  for (const button of buttonsOf(form)) {
    button.disabled = false
    if (button.dataset.said === undefined) continue
    button.innerHTML = button.dataset.said
    delete button.dataset.said
  }
}

export function askOnce(document) {
  document.addEventListener('submit', event => {
    const form = event.target
    if (!writes(form)) return
    if (form.dataset.sent) return event.preventDefault()
    const byHtmx = event.defaultPrevented // htmx listens on the form itself and has taken it by now
    if (byHtmx && !form.matches('[hx-post]')) return
    form.dataset.sent = byHtmx ? 'htmx' : 'page'
    const pressed = event.submitter
    // Later: a button disabled now would not send its own name and value.
    setTimeout(() => {
      if (form.dataset.sent) hold(form, pressed)
      if (form.hasAttribute('data-download')) setTimeout(() => release(form), 3000)
    })
  })
  document.addEventListener('htmx:afterRequest', event => {
    const form = event.detail.elt
    // A form may also ask along the way (proposals while writing): such an answer does not free a form that is being saved.
    if (form instanceof HTMLFormElement && form.dataset.sent === 'htmx') release(form)
  })
  // The page comes back from the browser's memory after "back": the button must work again.
  window.addEventListener('pageshow', event => {
    if (event.persisted) document.querySelectorAll('form[data-sent]').forEach(release)
  })
}
