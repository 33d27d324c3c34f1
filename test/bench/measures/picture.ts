import type { Ratio } from './comparison.ts'

const WIDTH = 760
const ROW = 56
const TOP = 64
const LEFT = 220
const RIGHT = 92
const BAR = 20
const MOST = 1.1

const x = (ratio: number) => LEFT + (Math.min(ratio, MOST) / MOST) * (WIDTH - LEFT - RIGHT)
const percent = (ratio: number) => `${Math.round(ratio * 100)} %`
const fixed = (value: number) => value.toFixed(1)

/** Colours that read on white and on black. */
const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #24292f }
  .small { font-size: 12px; fill: #57606a }
  .bar { fill: #0969da } .missed { fill: #bc4c00 }
  .spread { stroke: #24292f } .target { stroke: #1a7f37 } .whole { stroke: #8c959f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 }
    .bar { fill: #4493f8 } .missed { fill: #f0883e }
    .spread { stroke: #e6edf3 } .target { stroke: #3fb950 } .whole { stroke: #656c76 }
  }`

function row({ title, against, target, ratio, holds }: Ratio, index: number): string {
  const top = TOP + index * ROW
  const middle = top + BAR / 2
  const line = (at: number, kind: string, from: number, to: number) =>
    `<line class="${kind}" x1="${fixed(x(at))}" x2="${fixed(x(at))}" y1="${from}" y2="${to}" stroke-width="2"/>`
  return `
  <text x="${LEFT - 12}" y="${middle}" text-anchor="end">${title}</text>
  <text class="small" x="${LEFT - 12}" y="${middle + 16}" text-anchor="end">against ${against}</text>
  <rect class="${holds ? 'bar' : 'missed'}" x="${LEFT}" y="${top}" width="${fixed(x(ratio.median) - LEFT)}" height="${BAR}" rx="3"/>
  ${line(target, 'target', top - 5, top + BAR + 5)}
  <line class="spread" x1="${fixed(x(ratio.low))}" x2="${fixed(x(ratio.high))}" y1="${middle}" y2="${middle}" stroke-width="2"/>
  ${line(ratio.low, 'spread', middle - 4, middle + 4)}${line(ratio.high, 'spread', middle - 4, middle + 4)}
  <text x="${WIDTH - RIGHT + 16}" y="${middle + 5}">${percent(ratio.median)}</text>`
}

/** Bars of the ratios with their spread, as an SVG that follows the reader's light or dark theme. */
export function picture(ratios: Ratio[]): string {
  const height = TOP + ratios.length * ROW + 8
  const label = ratios.map(({ title, ratio }) => `${title} ${percent(ratio.median)}`).join(', ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Throughput as a share of the unavoidable work's: ${label}">
  <style>${STYLE}
  </style>
  <text x="${LEFT}" y="20">Throughput, as a share of the unavoidable work’s</text>
  <text class="small" x="${LEFT}" y="40">bar: median round · whisker: middle half of the rounds · green: target</text>
  <line class="whole" x1="${fixed(x(1))}" x2="${fixed(x(1))}" y1="${TOP - 8}" y2="${height - 8}" stroke-dasharray="3 3"/>
  ${ratios.map(row).join('\n')}
</svg>
`
}
