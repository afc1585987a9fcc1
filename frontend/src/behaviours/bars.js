// What ECharts is told. Pure: data and tokens in, option out.

export const thousands = value => Number(value).toLocaleString('en-US')

// Four labels at most: the largest, the smallest of the last three, and the two latest say what a year was like.
export function labelled(items) {
  const now = items.findIndex(item => item.now)
  const last = now < 0 ? items.length - 1 : now
  const largest = items.reduce((best, item, at) => (item.value > items[best].value ? at : best), 0)
  const wanted = new Set([largest, last, last - 1, last - 2])
  return at => items.length <= 6 || wanted.has(at)
}

const text = (token, size, colour) => ({ fontFamily: token('--font'), fontSize: size, color: token(colour) })
const values = (items, token, grey) =>
  items.map(item => ({ value: item.value, itemStyle: { color: item.now ? token('--ink') : token(grey) } }))

function columns(items, token, width) {
  const shows = labelled(items)
  const every = Math.max(1, Math.ceil((items.length * 34) / Math.max(width, 1)))
  return {
    grid: { left: 4, right: 8, top: 22, bottom: 22 },
    xAxis: {
      type: 'category', data: items.map(item => item.label), axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--rule-2') } },
      axisLabel: { ...text(token, 12, '--ink-3'), interval: at => (items.length - 1 - at) % every === 0 },
    },
    yAxis: { show: false, min: 0, type: 'value' },
    series: [{
      type: 'bar', barMaxWidth: 18, barCategoryGap: '45%', data: values(items, token, '--bar'), cursor: 'pointer',
      label: { show: true, position: 'top', distance: 3, ...text(token, 12, '--ink-3'),
               formatter: ({ dataIndex, value }) => (shows(dataIndex) ? thousands(value) : '') },
    }],
  }
}

function bars(items, token) {
  const longest = Math.max(...items.map(item => Array.from(item.label).length))
  const left = Math.min(longest, 9) * 13 + 16
  return {
    grid: { left, right: 56, top: 4, bottom: 4 },
    xAxis: { show: false, type: 'value', min: 0 },
    yAxis: {
      type: 'category', inverse: true, data: items.map(item => item.label), axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...text(token, 13, '--ink-2'), margin: left, align: 'left', width: left - 8, overflow: 'truncate' },
    },
    series: [{
      type: 'bar', barWidth: 12, data: values(items, token, '--bar-2'), cursor: 'pointer',
      label: { show: true, position: 'right', ...text(token, 13, '--ink'), formatter: ({ value }) => thousands(value) },
    }],
  }
}

export function optionFor(data, token, width) {
  const shape = data.kind === 'bars' ? bars(data.items, token) : columns(data.items, token, width)
  return { animation: false, textStyle: text(token, 12, '--ink-3'), ...shape }
}
