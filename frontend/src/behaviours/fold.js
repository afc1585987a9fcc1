// Filters are folded on the phone and always open beside the list on the desk. Newer browsers do it by style alone (filters.css).

export function openOnDesk(document) {
  if (!window.matchMedia('(min-width: 992px)').matches) return
  document.querySelectorAll('details[data-open-on-desk]').forEach(fold => (fold.open = true))
}
