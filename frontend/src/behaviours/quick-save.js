// Ctrl+Enter (⌘+Enter) in a text of a form that keeps a draft saves it, as in most programs: Tab would lead through the whole page first.

export function saveByKeys(document) {
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    const form = event.target.closest?.('form[data-draft]')
    if (!form) return
    event.preventDefault()
    form.requestSubmit(document.querySelector(`button[type=submit][form="${form.id}"]`) ?? undefined)
  })
}
