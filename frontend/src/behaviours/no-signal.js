// Without signal a form that keeps a draft stays where it is: the browser's own error page would take the place of what was written.
// A request that failed along the way (proposals while writing) is a hint; whether there is signal is then asked before the form goes.

const WAIT = 6000

export const SAID = {
  none: ['没有信号，还没交上去', '写的都存在这台手机（电脑）上，关了也在。有了信号再按一次保存。'],
  back: ['有信号了', '再按一次保存，就交上去了。'],
}

export async function reaches(address, ask = fetch) {
  try {
    await ask(address, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(WAIT) })
    return true
  } catch {
    return false
  }
}

export function stayWithoutSignal(document, window) {
  let doubted = false
  let waiting = false
  const say = ([what, how]) => {
    const place = document.getElementById('trouble')
    if (!place) return
    const bold = Object.assign(document.createElement('b'), { textContent: what })
    place.replaceChildren(bold, Object.assign(document.createElement('p'), { textContent: how }))
    place.hidden = false
    place.scrollIntoView({ block: 'nearest' })
  }
  document.addEventListener('htmx:sendError', () => (doubted = true))
  document.addEventListener('htmx:afterOnLoad', () => (doubted = false))
  document.addEventListener('submit', async event => {
    const form = event.target
    if (!form.matches?.('form[data-draft]') || (window.navigator.onLine !== false && !doubted)) return
    event.preventDefault()
    event.stopPropagation()
    const probe = document.querySelector('link[rel=stylesheet]')?.href
    if (window.navigator.onLine !== false && probe && (await reaches(probe))) {
      doubted = false
      form.requestSubmit(event.submitter)
      return
    }
    waiting = true
    say(SAID.none)
  }, true)
  window.addEventListener('online', () => {
    doubted = false
    if (waiting) say(SAID.back)
    waiting = false
  })
}
