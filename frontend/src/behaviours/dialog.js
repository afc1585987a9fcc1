// <button data-dialog="id"> opens <dialog id>; [data-close] and a press beside it close it. The browser keeps the focus.

export function openDialogs(document) {
  document.addEventListener('click', event => {
    const opener = event.target.closest?.('[data-dialog]')
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog)
      if (dialog?.showModal) {
        event.preventDefault()
        dialog.showModal()
      }
      return
    }
    const dialog = event.target.closest?.('dialog')
    if (dialog && (event.target === dialog || event.target.closest('[data-close]'))) dialog.close()
  })
}
