// Underlines in the diary text what was understood. A copy of the text lies beneath the text area, letter under letter.
// The answer of the server carries [data-spans]='[[3,7],[12,15]]': half-open, counted in characters (code points).

export function pieces(text, spans) {
  const letters = Array.from(text)
  const found = []
  let at = 0
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (from < at || to > letters.length || from >= to) continue
    if (from > at) found.push({ words: letters.slice(at, from).join(''), marked: false })
    found.push({ words: letters.slice(from, to).join(''), marked: true })
    at = to
  }
  if (at < letters.length) found.push({ words: letters.slice(at).join(''), marked: false })
  return found
}

export function underlineUnderstood(document) {
  const draw = (box, spans) => {
    const field = box.querySelector('textarea')
    const copy = box.querySelector('.copy')
    copy.replaceChildren(
      ...pieces(field.value, spans).map(({ words, marked }) => {
        if (!marked) return document.createTextNode(words)
        const mark = document.createElement('u')
        mark.textContent = words
        return mark
      }),
      document.createTextNode('\n'), // a last empty line has its height
    )
  }
  const fit = field => {
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight}px`
  }
  const spansNow = () => JSON.parse(document.querySelector('[data-spans]')?.dataset.spans || '[]')
  document.addEventListener('input', event => {
    const box = event.target.closest?.('[data-marks]')
    if (!box) return
    fit(event.target)
    draw(box, []) // stale underlines would point at other words
  })
  document.addEventListener('htmx:load', () => {
    const box = document.querySelector('[data-marks]')
    if (box) draw(box, spansNow())
  })
  for (const box of document.querySelectorAll('[data-marks]')) {
    fit(box.querySelector('textarea'))
    draw(box, spansNow())
  }
}
