// Bars as in a printed report: ink for the period in question, grey for the others, no axes, no legend.
// Reads <figure class="chart" data-chart> with a JSON script inside; each bar leads to its records. The table beside it says the
// same to screen readers and to those without script.
import { BarChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { optionFor } from './behaviours/bars.js'

echarts.use([BarChart, GridComponent, SVGRenderer])

const token = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

function draw(figure) {
  const place = figure.querySelector('.plot')
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent)
  if (!place || place.dataset.drawn || !data.items?.length) return
  place.dataset.drawn = 'yes'
  figure.classList.add('drawn')
  if (data.kind === 'bars') place.style.height = `${Math.max(2, data.items.length) * 32 + 8}px`
  const chart = echarts.init(place, null, { renderer: 'svg' })
  chart.setOption(optionFor(data, token, place.clientWidth))
  chart.on('click', ({ dataIndex }) => follow(figure, data.items[dataIndex].url))
  new ResizeObserver(() => {
    chart.resize()
    chart.setOption(optionFor(data, token, place.clientWidth))
  }).observe(place)
}

// Through the link in the table, so that a bar opens whatever the link opens (a drawer, a page).
function follow(figure, url) {
  if (!url) return
  const link = [...figure.querySelectorAll('table a')].find(each => each.getAttribute('href') === url)
  if (link) link.click()
  else window.location.assign(url)
}

const drawAll = () => document.querySelectorAll('[data-chart]').forEach(draw)
drawAll()
document.addEventListener('htmx:load', drawAll)
