// What is being written stays on this device at each stroke, until the server says that it has it.
// <form data-draft="note-7"> keeps its text areas, and with them its fields marked data-draft-too (day, place); a form for one household has
// a name of its own (note-7-ID) and a title (data-draft-title), so that several drafts never mix. [data-draft-said] in the page tells;
// [data-draft-done="note-7"] on a later page forgets; <section hidden data-drafts="note-7"> lists what is not finished.

const PREFIX = 'draft:'
const DAYS_KEPT = 14

export const read = (store, key) => {
  try {
    return JSON.parse(store.getItem(PREFIX + key))
  } catch {
    return null
  }
}

export const write = (store, key, text, at, beside = {}) => {
  try {
    if (text.trim()) store.setItem(PREFIX + key, JSON.stringify({ text, at: at.toISOString(), ...beside }))
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

// The drafts of one name and of those that begin with it and a dash, the newest first: only those that know their page.
export const unfinished = (store, draft) =>
  names(store)
    .filter(name => name.startsWith(`${PREFIX}${draft}:`) || name.startsWith(`${PREFIX}${draft}-`))
    .map(name => read(store, name.slice(PREFIX.length)))
    .filter(kept => kept?.path?.startsWith('/'))
    .sort((one, other) => other.at.localeCompare(one.at))

export const clock = at => `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`

// A day by its clock today, by month and day otherwise, with the year when it is another one.
export const when = (at, now) => {
  if (at.toDateString() === now.toDateString()) return clock(at)
  const day = `${at.getMonth() + 1}月${at.getDate()}日`
  return at.getFullYear() === now.getFullYear() ? day : `${at.getFullYear()}年${day}`
}

const element = (name, className, ...inner) => {
  const made = Object.assign(document.createElement(name), { className })
  made.append(...inner)
  return made
}

function listUnfinished(document, store) {
  for (const place of document.querySelectorAll('[data-drafts]')) {
    const found = unfinished(store, place.dataset.drafts)
    place.hidden = !found.length
    if (!found.length) continue
    const rows = found.map(kept => {
      const row = element(
        'a', 'row',
        element('div', 'when', when(new Date(kept.at), new Date()), element('small', '', '写到一半')),
        element('div', 'what', element('div', 't clip', kept.text), element('div', 's', kept.title || '记一笔')),
        element('span', 'go', element('i', 'ti ti-chevron-right')),
      )
      row.href = kept.path
      return row
    })
    const head = element('h2', 'sec', '没写完的 ', element('span', 'n', `${found.length} 篇，只存在这台手机（电脑）上`))
    place.replaceChildren(head, element('div', 'rows', ...rows))
  }
}

export function keepDrafts(document, store) {
  const say = words => document.querySelectorAll('[data-draft-said]').forEach(place => (place.textContent = words))
  const keyOf = field => {
    const form = field.closest?.('form[data-draft]')
    return form && field.matches('textarea') ? `${form.dataset.draft}:${field.name}` : null
  }
  const besideOf = form => ({
    path: form.dataset.draftPath,
    title: form.dataset.draftTitle,
    more: Object.fromEntries([...form.querySelectorAll('[data-draft-too]')].map(field => [field.name, field.value])),
  })
  const keep = field => {
    const key = keyOf(field)
    if (!key) return
    const now = new Date()
    // Everything wiped out and begun anew is another entry: it must not take the place of the one before, should that have arrived.
    if (!field.value.trim()) field.form.querySelectorAll('[data-fresh]').forEach(other => (other.value = other.dataset.fresh))
    if (write(store, key, field.value, now, besideOf(field.form))) say(field.value.trim() ? `草稿已存 ${clock(now)}` : '')
  }
  try {
    sweep(store, new Date())
  } catch {
    return // no storage on this device: the page works, only without drafts
  }
  document.querySelectorAll('[data-draft-done]').forEach(done => forget(store, done.dataset.draftDone))
  listUnfinished(document, store)
  for (const field of document.querySelectorAll('form[data-draft] textarea')) {
    const kept = read(store, keyOf(field))
    if (!kept || field.value.trim()) continue
    field.value = kept.text
    for (const [name, value] of Object.entries(kept.more ?? {})) {
      const other = field.form.elements[name]
      const before = other?.value
      if (!other?.matches?.('[data-draft-too]')) continue
      if (other.type === 'hidden') other.dataset.fresh = before
      other.value = value
      if (other.value !== value) other.value = before // a choice that is no longer offered
    }
    // After every behaviour and htmx listen: the words taken up again are read like words just written.
    setTimeout(() => {
      field.dispatchEvent(new Event('input', { bubbles: true }))
      say(`接着写，草稿 ${when(new Date(kept.at), new Date())} 存的`)
    })
  }
  document.addEventListener('input', event => keep(event.target))
  document.addEventListener('change', event => {
    if (event.target.matches?.('form[data-draft] [data-draft-too]')) event.target.form.querySelectorAll('textarea').forEach(keep)
  })
}
