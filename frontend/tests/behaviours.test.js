import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelled, optionFor, thousands } from '../src/behaviours/bars.js'
import { sentence } from '../src/behaviours/choices.js'
import { forget, read, sweep, unfinished, when, write } from '../src/behaviours/draft.js'
import { pieces } from '../src/behaviours/marks.js'
import { reaches } from '../src/behaviours/no-signal.js'
import { sentenceFor } from '../src/behaviours/trouble.js'

class Store {
  #kept = new Map()
  get length() { return this.#kept.size }
  key(at) { return [...this.#kept.keys()][at] ?? null }
  getItem(name) { return this.#kept.get(name) ?? null }
  setItem(name, value) { this.#kept.set(name, String(value)) }
  removeItem(name) { this.#kept.delete(name) }
}

const noon = new Date('2026-04-22T12:00:00Z')

test('a draft is kept, read again and forgotten with its form', () => {
  const store = new Store()
  write(store, 'note-7:words', '上午去老刘家', noon)
  write(store, 'note-71:words', '别人的', noon)
  assert.equal(read(store, 'note-7:words').text, '上午去老刘家')

  forget(store, 'note-7')

  assert.equal(read(store, 'note-7:words'), null)
  assert.equal(read(store, 'note-71:words').text, '别人的')
})

test('a draft of blanks is no draft, and a full store is said honestly', () => {
  const store = new Store()
  write(store, 'note:words', '写了', noon)
  write(store, 'note:words', '  ', noon)
  assert.equal(read(store, 'note:words'), null)

  const full = { setItem() { throw new Error('full') }, removeItem() {} }
  assert.equal(write(full, 'note:words', '写了', noon), false)
})

test('drafts older than two weeks and broken ones go, others of the site stay', () => {
  const store = new Store()
  write(store, 'old:words', '旧', new Date('2026-04-01T00:00:00Z'))
  write(store, 'new:words', '新', noon)
  store.setItem('draft:broken', '{')
  store.setItem('something else', 'x')

  sweep(store, noon)

  assert.equal(store.length, 2)
  assert.equal(read(store, 'new:words').text, '新')
})

test('underlines count letters, not halves of rare characters', () => {
  const text = '去𠮷家了'

  assert.deepEqual(pieces(text, [[1, 3]]), [
    { words: '去', marked: false },
    { words: '𠮷家', marked: true },
    { words: '了', marked: false },
  ])
})

test('underlines that overlap or stand outside the text are left out', () => {
  assert.deepEqual(pieces('上午去老刘家', [[3, 6], [4, 5], [5, 99]]), [
    { words: '上午去', marked: false },
    { words: '老刘家', marked: true },
  ])
  assert.deepEqual(pieces('', [[0, 1]]), [])
})

test('what is confirmed is counted in words', () => {
  assert.equal(sentence({ settled: 2, open: 3 }), '认了 2 条，还有 3 条没认')
  assert.equal(sentence({ settled: 5, open: 0 }), '5 条都看过了')
  assert.equal(sentence({ settled: 0, open: 0 }), '')
})

test('every failure has a sentence with what to do', () => {
  for (const status of [0, 403, 404, 429, 500, 503]) {
    const [what, how] = sentenceFor(status)
    assert.ok(what && how.endsWith('。'))
  }
})

test('a year of columns labels the largest and the latest three', () => {
  const items = [5, 9, 4, 3, 2, 1, 2, 3, 4, 6, 7, 8].map((value, at) => ({ label: `${at + 1}月`, value, now: at === 11 }))
  const shows = labelled(items)

  assert.deepEqual(items.map((_, at) => at).filter(shows), [1, 9, 10, 11])
})

test('the month in question is ink, the others grey, the numbers in thousands', () => {
  const token = name => name
  const option = optionFor({ kind: 'columns', items: [{ label: '2月', value: 1958 }, { label: '3月', value: 2143, now: true }] }, token, 400)

  assert.deepEqual(option.series[0].data.map(bar => bar.itemStyle.color), ['--bar', '--ink'])
  assert.equal(option.series[0].label.formatter({ dataIndex: 1, value: 2143 }), '2,143')
  assert.equal(thousands(0), '0')
})

test('each household has a draft of its own, and all that are not finished are listed, the newest first', () => {
  const store = new Store()
  write(store, 'note-7:words', '上午', noon, { path: '/proposals/note/' })
  write(store, 'note-7-ab:words', '去老刘家', new Date('2026-04-22T13:00:00Z'), { path: '/proposals/note/?household=ab', title: '刘福贵家' })
  write(store, 'note-71:words', '别人的', noon, { path: '/proposals/note/' })
  write(store, 'note-7-cd:words', '歪的', noon, { path: 'javascript:alert(1)' })

  assert.deepEqual(unfinished(store, 'note-7').map(kept => kept.text), ['去老刘家', '上午'])
  forget(store, 'note-7-ab')
  assert.deepEqual(unfinished(store, 'note-7').map(kept => kept.text), ['上午'])
})

test('a draft of another day says its day', () => {
  const now = new Date(2026, 3, 22, 14, 32)
  assert.equal(when(now, now), '14:32')
  assert.equal(when(new Date(2026, 3, 20, 9, 5), now), '4月20日')
  assert.equal(when(new Date(2025, 11, 30, 9, 5), now), '2025年12月30日')
})

test('whether there is signal is asked, and any answer will do', async () => {
  assert.equal(await reaches('/static/desk.css', async () => ({ status: 404 })), true)
  assert.equal(await reaches('/static/desk.css', async () => { throw new TypeError('network') }), false)
})
