// 标准 / 大字: kept on the device in a cookie, so that the next page already arrives in that size.

const YEAR = 365 * 86400

export function switchPrint(document) {
  document.addEventListener('click', event => {
    const choice = event.target.closest?.('[data-print]')
    if (!choice) return
    event.preventDefault()
    const size = choice.dataset.print
    document.cookie = `print=${size}; path=/; max-age=${YEAR}; samesite=lax`
    document.documentElement.classList.toggle('large', size === 'large')
    for (const other of document.querySelectorAll('[data-print]')) {
      if (other === choice) other.setAttribute('aria-current', 'true')
      else other.removeAttribute('aria-current')
    }
  })
}
