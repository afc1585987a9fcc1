// <form data-send-on-change>: a choice is an address; the button stays for those without script.

export function sendOnChange(document) {
  document.addEventListener('change', event => {
    const form = event.target.closest?.('form[data-send-on-change]')
    if (form && event.target.matches('select, input[type=month], input[type=date], input[type=checkbox]')) form.requestSubmit()
  })
}
