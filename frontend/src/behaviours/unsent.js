// Whoever is signed out while writing loses nothing: what was in a form that was sent to nobody stands in it again after signing in.
// Kept for this tab and this person alone (<body data-viewer>), and forgotten on the first page that is not reached through the sign-in
// page. Forms with a draft of their own (data-draft) keep themselves.

const NAME = 'unsent'
const SIGN_IN = '/sign-in/'
const WRITTEN = 'input:not([type=hidden]):not([type=password]):not([type=file]):not([type=submit]), select, textarea'

export const addressOf = (action, here) => {
  const to = new URL(action || here, here)
  return to.pathname + to.search
}

// What somebody wrote or chose: name, value, and for boxes whether they are ticked.
export const written = fields =>
  fields.filter(field => field.name).map(field => ({
    name: field.name,
    value: field.value,
    ...(field.type === 'checkbox' || field.type === 'radio' ? { checked: field.checked } : {}),
  }))

export const worthKeeping = fields => fields.some(field => field.checked === undefined && field.value.trim())

export const fill = (fields, kept) => {
  for (const field of fields) {
    const box = field.type === 'checkbox' || field.type === 'radio'
    const found = kept.find(one => one.name === field.name && (!box || one.value === field.value))
    if (!found) continue
    if (box) field.checked = found.checked
    else field.value = found.value
  }
}

// What was kept, if this page was reached through the sign-in page by whoever wrote it; it is handed out once.
export const take = (store, viewer, cameFrom, here) => {
  let kept = null
  try {
    kept = JSON.parse(store.getItem(NAME))
  } catch {
    kept = null
  }
  store.removeItem(NAME)
  const through = cameFrom && new URL(cameFrom, here).pathname === SIGN_IN
  return kept && through && kept.viewer === viewer ? kept : null
}

export function keepUnsent(document, window) {
  const viewer = document.body.dataset.viewer
  if (!viewer) return
  const fieldsOf = form => [...form.elements].filter(field => field.matches(WRITTEN))
  try {
    const kept = take(window.sessionStorage, viewer, document.referrer, window.location.href)
    const forms = [...document.querySelectorAll('form[method=post]:not([data-draft])')]
    const form = kept && forms.find(one => addressOf(one.getAttribute('action'), window.location.href) === kept.to)
    if (form) {
      fill(fieldsOf(form), kept.fields)
      for (const field of fieldsOf(form)) if (field.value) field.closest('details')?.setAttribute('open', '')
      const said = Object.assign(document.createElement('p'), { className: 'notice', textContent: '刚才没存上就退出了，写的都还在。看一眼，再存一次。' })
      said.setAttribute('role', 'status')
      form.prepend(said)
      said.scrollIntoView?.({ block: 'center' })
    }
  } catch {
    return // no storage in this browser: the page works, only without this
  }
  document.addEventListener('submit', event => {
    const form = event.target
    if (form.getAttribute?.('method')?.toLowerCase() !== 'post' || form.matches('[data-draft], [hx-post]')) return
    const fields = written(fieldsOf(form))
    const kept = { viewer, to: addressOf(form.getAttribute('action'), window.location.href), fields }
    try {
      if (worthKeeping(fields)) window.sessionStorage.setItem(NAME, JSON.stringify(kept))
    } catch {
      // full: nothing is kept, and nothing is said of it
    }
  })
}
