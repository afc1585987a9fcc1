// Without signal a form that keeps a draft stays where it is: the browser's own error page would take the place of what was written.
// A request that failed along the way (proposals while writing) is a hint; whether there is signal is then asked before the form goes.

const WAIT = 6000

export const SAID = {
  none: ['没有信号，还没交上去', '写的都存在这台手机（电脑）上，关了也在。有了信号再按一次保存。'],
  back: ['有信号了', '再按一次保存，就交上去了。'],
}
// Residents' pages keep the words alone: names and photographs are only on the page.
export const SAID_TO_RESIDENTS = {
  none: ['没有信号，还没送出去', '写的、选的照片都还在这一页上，先别关。有了信号再按一次。'],
  back: ['有信号了', '再按一次，就送出去了。'],
}

export async function reaches(address, ask = fetch) {
  // Not AbortSignal.timeout: on the older telephones that this is for it does not exist, and nothing would ever be sent.
  const patience = new AbortController()
  const clock = setTimeout(() => patience.abort(), WAIT)
  try {
    await ask(address, { method: 'HEAD', cache: 'no-store', signal: patience.signal })
    return true
  } catch {
    return false
  } finally {
    clearTimeout(clock)
  }
}

// `always` asks before each form: a page without requests along the way has no other hint.
export function stayWithoutSignal(document, window, { said = SAID, always = false } = {}) {
  let doubted = always
  let waiting = null
  const say = (form, [what, how]) => {
    const place = form.querySelector('[data-signal-said]') ?? document.getElementById('trouble')
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
    if (!form.matches?.('form[data-draft], form[data-stay]') || !form.requestSubmit || (window.navigator.onLine !== false && !doubted)) return
    event.preventDefault()
    event.stopPropagation()
    const probe = document.querySelector('link[rel=stylesheet]')?.href
    if (window.navigator.onLine !== false && probe && (await reaches(probe))) {
      doubted = false
      form.requestSubmit(event.submitter)
      return
    }
    waiting = form
    say(form, said.none)
  }, true)
  window.addEventListener('online', () => {
    doubted = always
    if (waiting) say(waiting, said.back)
    waiting = null
  })
}
