// <input type=file data-photos=6>: photos are made smaller before they travel, several picks add up, and each can be taken out again.
// Without script the box sends what was picked; the server makes the same checks and the same picture.

const LONGEST = 2000
const SMALL_ENOUGH = 1_500_000

export const fitted = (width, height, longest = LONGEST) => {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified

export const added = (known, fresh, most) => {
  const all = [...known]
  for (const file of fresh) if (!all.some(other => same(other.from, file))) all.push({ from: file, file })
  return { kept: all.slice(0, most), left: Math.max(0, all.length - most) }
}

export const said = (kept, left, most) => {
  if (!kept.length) return ''
  const size = kept.reduce((sum, one) => sum + one.file.size, 0)
  const words = `选了 ${kept.length} 张，共 ${(size / 1048576).toFixed(1)} MB`
  return left ? `${words}。最多 ${most} 张，多出来的 ${left} 张没要` : words
}

async function shrink(one) {
  const picture = await createImageBitmap(one.from)
  const [width, height] = fitted(picture.width, picture.height)
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d').drawImage(picture, 0, 0, width, height)
  one.seen = picture
  if (one.from.size <= SMALL_ENOUGH && width === picture.width) return
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.85))
  if (blob && blob.size < one.from.size) one.file = new File([blob], one.from.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' })
}

function small(picture) {
  const [width, height] = fitted(picture.width, picture.height, 144)
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d').drawImage(picture, 0, 0, width, height)
  return canvas
}

export function gatherPhotos(document) {
  const chosen = new WeakMap()

  const send = (input, kept) => {
    const box = new DataTransfer()
    for (const one of kept) box.items.add(one.file)
    input.files = box.files
  }

  const show = (input, kept, left) => {
    const most = Number(input.dataset.photos)
    let list = input.parentElement.querySelector('.picked')
    if (!list) {
      list = Object.assign(document.createElement('div'), { className: 'picked' })
      list.setAttribute('role', 'status')
      input.after(list)
    }
    list.replaceChildren(Object.assign(document.createElement('p'), { textContent: said(kept, left, most) }))
    kept.forEach((one, at) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm', textContent: `去掉第 ${at + 1} 张` })
      button.addEventListener('click', () => {
        kept.splice(at, 1)
        send(input, kept)
        show(input, kept, 0)
        input.focus()
      })
      const item = Object.assign(document.createElement('div'), { className: 'picked-one' })
      if (one.seen) item.append(small(one.seen))
      item.append(button)
      list.append(item)
    })
  }

  document.addEventListener('change', async event => {
    const input = event.target
    if (!input.matches?.('input[type=file][data-photos]')) return
    const { kept, left } = added(chosen.get(input) ?? [], input.files, Number(input.dataset.photos))
    chosen.set(input, kept)
    send(input, kept)
    show(input, kept, left)
    for (const one of [...kept]) if (!one.seen) await shrink(one).catch(() => {}) // what the browser cannot read the server explains
    send(input, kept)
    show(input, kept, left)
  })
}
