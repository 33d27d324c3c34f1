import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brandStyle, contrast } from '../../src/pages/parts/brand.ts'
import { harness } from '../world/harness.ts'

type Colour = Parameters<typeof contrast>[0]

const parsed = (text: string): Colour =>
  [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as Colour

/** What the sheet sets, light and dark. */
const sheet = (text: string) => {
  const of = (name: string) =>
    [...text.matchAll(new RegExp(`--${name}:(#\\w{6})`, 'g'))].map(([, one = '']) => parsed(one))
  return { button: of('button'), onButton: of('on-button'), accent: of('accent') }
}

const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
const GROUNDS: Colour[] = [
  [255, 255, 255],
  [0x15, 0x18, 0x1d],
]

test('whatever the operator’s colour is, what is written in it and on it can be read', () => {
  const property = fc.property(colour, (brand) => {
    const { button, onButton, accent } = sheet(brandStyle(brand))
    expect(button).toEqual([parsed(brand), parsed(brand)])
    for (const at of [0, 1]) {
      const [ground, on, line] = [GROUNDS[at], onButton[at], accent[at]]
      if (!ground || !on || !line) throw new Error('a colour is missing')
      expect(contrast(parsed(brand), on)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(line, ground)).toBeGreaterThanOrEqual(4.5)
    }
  })
  fc.assert(property, {
    numRuns: 300,
    examples: [['#ffffff'], ['#000000'], ['#fee500'], ['#777777'], ['#767676'], ['#03c75a']],
  })
})

test('contrast is that of WCAG', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
})

test('our own grounds are those that the colour is made for', async () => {
  const { text } = await (await harness()).request('GET', '/pages/style.css')
  expect([...text.matchAll(/--ground: (#\w{6})/g)].map(([, one = '']) => parsed(one))).toEqual(GROUNDS)
})

test('the operator’s colour, logo and name are on the page, and the sheet is kept under the colour', async () => {
  const h = await harness({
    env: { BRAND_COLOR: '#FEE500', BRAND_LOGO_URL: 'https://cdn.test/a.svg', BRAND_NAME: '노란집' },
  })
  const { text } = await h.request('GET', '/sign-in')
  expect(text).toContain('<link rel="stylesheet" href="/pages/brand.css?v=FEE500"/>')
  expect(text).toContain('<img src="https://cdn.test/a.svg" alt=""/>')
  expect(text).toContain('<span>노란집</span>')
  const sheet = await h.request('GET', '/pages/brand.css?v=FEE500')
  expect(sheet.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
  expect(sheet.text).toBe(brandStyle('#FEE500'))
})

test.each([
  ['BRAND_COLOR', 'red'],
  ['BRAND_COLOR', '#fff'],
  ['BRAND_COLOR', '#12345g'],
  ['BRAND_COLOR', '#123456;}*{'],
  ['BRAND_LOGO_URL', 'http://cdn.test/a.svg'],
  ['BRAND_LOGO_URL', 'javascript:alert(1)'],
  ['BRAND_LOGO_URL', 'https://me:pass@cdn.test/a.svg'],
])('%s = %s is refused', async (name, value) => {
  const h = await harness({ env: { [name]: value } })
  expect((await h.request('GET', '/sign-in')).status).toBe(503)
  expect(JSON.stringify(h.log)).toContain(`${name}: `)
})
