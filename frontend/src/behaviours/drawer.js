// A figure opens its rows beside the page. On a narrow screen, or without script, the same address is a page of its own.

const WIDE = '(min-width: 992px)'

export function openDrawers(document, htmx) {
  const drawer = document.getElementById('drawer')
  if (!drawer) return
  let opener = null
  const mark = on => opener?.closest('.f, tr, .it')?.classList.toggle('on', on)
  const close = () => {
    drawer.hidden = true
    drawer.replaceChildren()
    document.body.classList.remove('drawer-open')
    mark(false)
    opener?.focus()
    opener = null
  }
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-drawer-close]')) {
      event.preventDefault()
      return close()
    }
    const link = event.target.closest?.('a[data-drawer]')
    if (!link || !window.matchMedia(WIDE).matches || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    mark(false)
    opener = link
    htmx.ajax('GET', link.href, { target: '#drawer', swap: 'innerHTML', source: link })
  })
  document.addEventListener('htmx:afterSwap', event => {
    if (event.detail.target !== drawer) return
    drawer.hidden = false
    document.body.classList.add('drawer-open')
    mark(true)
    drawer.focus()
  })
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !drawer.hidden && !document.querySelector('dialog[open]')) close()
  })
}
