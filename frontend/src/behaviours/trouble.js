// When a request does not come through, the page says so in one sentence; nothing typed is lost.

export function sentenceFor(status) {
  if (!status) return ['网断了，没送到', '写的都还在这页上，连上网再按一次。']
  if (status === 403) return ['这一步你办不了', '没有这个权限，或者登录过期了。换个人办，或者重新登录。']
  if (status === 404) return ['这条记录没有了', '可能被合并了，或者不在你的范围里。回到列表再看。']
  if (status === 429) return ['按得太快了', '等一分钟再按。']
  return ['没存上', '程序出了错，已经记下来了。写的都还在这页上，过一会儿再按一次。']
}

export function sayTrouble(document) {
  const place = document.getElementById('trouble')
  if (!place) return
  const say = ([what, how]) => {
    const bold = document.createElement('b')
    bold.textContent = what
    const line = document.createElement('p')
    line.textContent = how
    place.replaceChildren(bold, line)
    place.hidden = false
  }
  document.addEventListener('htmx:sendError', () => say(sentenceFor(0)))
  document.addEventListener('htmx:timeout', () => say(sentenceFor(0)))
  document.addEventListener('htmx:responseError', event => say(sentenceFor(event.detail.xhr.status)))
  document.addEventListener('htmx:afterOnLoad', event => {
    if (event.detail.successful) place.hidden = true
  })
}
