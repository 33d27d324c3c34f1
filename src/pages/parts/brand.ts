/** Of pages, light and dark, as src/public/pages/style.css has them. */
const GROUNDS = { light: '#ffffff', dark: '#15181d' }
/** WCAG 2.2 §1.4.3, of text. */
const READABLE = 4.5

type Colour = [red: number, green: number, blue: number]

const BLACK: Colour = [0, 0, 0]
const WHITE: Colour = [255, 255, 255]

const parsed = (text: string): Colour =>
  [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as Colour
const written = (colour: Colour) =>
  `#${colour.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`

/** WCAG 2.2, relative luminance. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((one) => {
    const share = Math.round(one) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, contrast ratio. */
export function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** The colour, mixed with as little of black or white as it takes to be read on the ground. */
function readableOn(ground: Colour, colour: Colour): Colour {
  const towards = contrast(ground, BLACK) > contrast(ground, WHITE) ? BLACK : WHITE
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = colour.map((one, at) => one + ((towards[at] ?? 0) - one) * share) as Colour
    if (contrast(mixed, ground) >= READABLE) return mixed
  }
  return towards
}

/** One of the two is readable on whatever colour: they are 21 apart, so the better one is 4.58 from it at least. */
const textOn = (colour: Colour) => (contrast(colour, WHITE) >= READABLE ? WHITE : BLACK)

/**
 * The operator's colour as a style sheet: buttons have it as it is, with text that can be read on it; text and lines have
 * what can be read on the page.
 */
export function brandStyle(brand: string): string {
  if (brand === '') return ''
  const colour = parsed(brand)
  const of = (ground: string) =>
    `:root{--button:${written(colour)};--on-button:${written(textOn(colour))};--accent:${written(readableOn(parsed(ground), colour))}}`
  return `${of(GROUNDS.light)}@media (prefers-color-scheme:dark){${of(GROUNDS.dark)}}`
}
