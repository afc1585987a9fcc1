// A day is mostly today or yesterday: <select hidden data-days="visited_on"> beside a date input offers those in words; its last choice, with
// no value, shows the input. Without script the input alone is there.

export function chooseDays(document) {
  for (const select of document.querySelectorAll('select[data-days]')) {
    const input = document.getElementById(select.dataset.days)
    if (!input) continue
    const show = () => {
      const known = [...select.options].find(option => option.value && option.value === input.value)
      select.value = known ? known.value : ''
      input.hidden = Boolean(known)
      select.hidden = !known
    }
    select.addEventListener('change', event => {
      event.stopPropagation()
      if (select.value) {
        input.value = select.value
        input.dispatchEvent(new Event('change', { bubbles: true }))
      } else {
        select.hidden = true
        input.hidden = false
        input.focus()
        try {
          input.showPicker?.()
        } catch {
          // Not every browser opens it by itself; the input is there.
        }
      }
    })
    input.addEventListener('change', show)
    show()
  }
}
