import assert from 'node:assert/strict'
import { test } from 'node:test'

import { added, fitted, said } from '../src/behaviours/photos.js'

const file = (name, size = 1000) => ({ name, size, lastModified: 1 })

test('a big photo keeps its shape, a small one its size', () => {
  assert.deepEqual(fitted(4000, 3000), [2000, 1500])
  assert.deepEqual(fitted(300, 200), [300, 200])
  assert.deepEqual(fitted(20000, 3), [2000, 1])
})

test('several picks add up, the same photo once, no more than allowed', () => {
  const first = added([], [file('a'), file('b')], 3).kept
  const { kept, left } = added(first, [file('b'), file('c'), file('d'), file('e')], 3)
  assert.deepEqual(kept.map(one => one.from.name), ['a', 'b', 'c'])
  assert.equal(left, 2)
})

test('it says how many there are and what was left out', () => {
  const { kept, left } = added([], [file('a', 1048576), file('b')], 1)
  assert.equal(said(kept, left, 1), '选了 1 张，共 1.0 MB。最多 1 张，多出来的 1 张没要')
  assert.equal(said([], 0, 1), '')
})
