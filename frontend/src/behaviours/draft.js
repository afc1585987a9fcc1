// What is being written stays on this device at each stroke, until the server says that it has it.
// <form data-draft="note"> keeps its text areas; [data-draft-said] in the page tells; [data-draft-done="note"] on a later page forgets.

const PREFIX = 'draft:'
const DAYS_KEPT = 14

export const read = (store, key) => {
  try {
    return JSON.parse(store.getItem(PREFIX + key))
  } catch {
    return null
  }
}

export const write = (store, key, text, at) => {
  try {
    if (text.trim()) store.setItem(PREFIX + key, JSON.stringify({ text, at: at.toISOString() }))
    else store.removeItem(PREFIX + key)
    return true
  } catch {
    return false // storage full or forbidden: say nothing that is not so
  }
}

const names = store => Array.from({ length: store.length }, (_, at) => store.key(at)).filter(name => name.startsWith(PREFIX))

export const sweep = (store, now) => {
  for (const name of names(store)) {
    const kept = read(store, name.slice(PREFIX.length))
    if (!kept || now - new Date(kept.at) > DAYS_KEPT * 86400000) store.removeItem(name)
  }
}

export const forget = (store, draft) => {
  for (const name of names(store)) if (name === PREFIX + draft || name.startsWith(`${PREFIX}${draft}:`)) store.removeItem(name)
}

export const clock = at => `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`

export function keepDrafts(document, store) {
  const say = words => document.querySelectorAll('[data-draft-said]').forEach(place => (place.textContent = words))
  const keyOf = field => {
    const form = field.closest?.('form[data-draft]')
    return form && field.matches('textarea') ? `${form.dataset.draft}:${field.name}` : null
  }
  try {
    sweep(store, new Date())
  } catch {
    return // no storage on this device: the page works, only without drafts
  }
  document.querySelectorAll('[data-draft-done]').forEach(done => forget(store, done.dataset.draftDone))
  for (const field of document.querySelectorAll('form[data-draft] textarea')) {
    const kept = read(store, keyOf(field))
    if (!kept || field.value.trim()) continue
    field.value = kept.text
    // After every behaviour and htmx listen: the words taken up again are read like words just written.
    setTimeout(() => {
      field.dispatchEvent(new Event('input', { bubbles: true }))
      say(`接着写，草稿 ${clock(new Date(kept.at))} 存的`)
    })
  }
  document.addEventListener('input', event => {
    const key = keyOf(event.target)
    if (!key) return
    const now = new Date()
    if (write(store, key, event.target.value, now)) say(event.target.value.trim() ? `草稿已存 ${clock(now)}` : '')
  })
}
