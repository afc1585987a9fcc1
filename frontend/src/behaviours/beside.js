// A list with the chosen record beside it: on the desk the record is loaded into the page and the address follows.
// On a narrow screen, or without script, the same address is a page of its own.

const WIDE = '(min-width: 992px)'

export function showBeside(document, htmx) {
  document.addEventListener('click', event => {
    const link = event.target.closest?.('[data-beside] a.it')
    if (!link || !window.matchMedia(WIDE).matches || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    document.querySelectorAll('[data-beside] a.it[aria-current]').forEach(old => old.removeAttribute('aria-current'))
    link.setAttribute('aria-current', 'true')
    htmx.ajax('GET', link.href, { target: '#main', swap: 'innerHTML', source: link }).then(() => document.getElementById('main').focus())
  })
}
