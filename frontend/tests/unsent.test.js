import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, fill, take, worthKeeping, written } from '../src/behaviours/unsent.js'

class Store {
  #kept = new Map()
  getItem(name) { return this.#kept.get(name) ?? null }
  setItem(name, value) { this.#kept.set(name, String(value)) }
  removeItem(name) { this.#kept.delete(name) }
}

const HERE = 'https://minqing.example/matters/new/?kind=hazard'
const SIGNED_IN = 'https://minqing.example/sign-in/?next=/matters/new/'
const kept = viewer => {
  const store = new Store()
  store.setItem('unsent', JSON.stringify({ viewer, to: '/matters/new/?kind=hazard', fields: [{ name: 'about', value: '井盖没了' }] }))
  return store
}

test('what was written is handed out once, to whoever wrote it, after signing in', () => {
  const store = kept('7')

  assert.equal(take(store, '7', SIGNED_IN, HERE).fields[0].value, '井盖没了')
  assert.equal(take(store, '7', SIGNED_IN, HERE), null)
})

test('nobody else gets it, nor a page reached in another way', () => {
  assert.equal(take(kept('7'), '8', SIGNED_IN, HERE), null)
  assert.equal(take(kept('7'), '7', 'https://minqing.example/matters/', HERE), null)
  assert.equal(take(kept('7'), '7', '', HERE), null)

  const broken = new Store()
  broken.setItem('unsent', '{')
  assert.equal(take(broken, '7', SIGNED_IN, HERE), null)
})

test('a form without an action sends to its own address', () => {
  assert.equal(addressOf(null, HERE), '/matters/new/?kind=hazard')
  assert.equal(addressOf('/matters/1/moves/matter.add/', HERE), '/matters/1/moves/matter.add/')
})

test('words, choices and ticks come back, each to its own field', () => {
  const fields = [
    { name: 'about', type: 'text', value: '井盖没了' }, { name: 'urgency', type: 'select-one', value: 'emergency' },
    { name: 'told', type: 'checkbox', value: 'court', checked: true }, { name: 'told', type: 'checkbox', value: 'office', checked: false },
    { name: '', type: 'text', value: '没有名字' },
  ]
  const fresh = [
    { name: 'about', type: 'text', value: '' }, { name: 'urgency', type: 'select-one', value: 'ordinary' },
    { name: 'told', type: 'checkbox', value: 'court', checked: false }, { name: 'told', type: 'checkbox', value: 'office', checked: true },
    { name: 'new', type: 'text', value: '原样' },
  ]

  fill(fresh, written(fields))

  assert.deepEqual(fresh.map(field => field.checked ?? field.value), ['井盖没了', 'emergency', true, false, '原样'])
})

test('a form in which nothing was written is not kept', () => {
  assert.equal(worthKeeping([{ name: 'good', value: 'yes', checked: true }, { name: 'words', value: ' ' }]), false)
  assert.equal(worthKeeping([{ name: 'words', value: '补一句' }]), true)
})
