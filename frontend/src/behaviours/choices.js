// 对 / 改 / 不记 are plain radio buttons; this only counts them and lets 都对 press them all.
// [data-choices] wraps the cards; [data-choices-said] tells; [data-choose-all="yes"] presses what is still open.

export function tally(wrap) {
  const groups = new Map()
  for (const radio of wrap.querySelectorAll('.segmented input[type=radio]')) {
    groups.set(radio.name, groups.get(radio.name) || radio.checked)
  }
  const settled = [...groups.values()].filter(Boolean).length
  return { settled, open: groups.size - settled }
}

export const sentence = ({ settled, open }) => {
  if (!settled && !open) return ''
  return open ? `认了 ${settled} 条，还有 ${open} 条没认` : `${settled} 条都看过了`
}

export function countChoices(document) {
  const tell = () => {
    const wrap = document.querySelector('[data-choices]')
    const place = document.querySelector('[data-choices-said]')
    if (wrap && place) place.textContent = sentence(tally(wrap))
  }
  document.addEventListener('change', event => event.target.closest?.('[data-choices]') && tell())
  document.addEventListener('htmx:load', tell)
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-choose-all]')
    if (!button) return
    for (const group of document.querySelectorAll('[data-choices] .segmented')) {
      if (group.querySelector('input:checked')) continue
      const wanted = group.querySelector(`input[value="${button.dataset.chooseAll}"]`)
      if (wanted) {
        wanted.checked = true
        wanted.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
  })
  tell()
}
