import { html, raw } from 'hono/html'
import type { Child } from 'hono/jsx'

/*
 * What JSX is compiled to (`#jsx` in package.json): Hono's own `html`, which escapes whatever is not drawn already. Hono's JSX
 * is four times as large, for what only asynchronous and client-side components need.
 */

export type { JSX } from 'hono/jsx/jsx-runtime'

type Drawn = ReturnType<typeof html>
type Props = Record<string, unknown> & { children?: Child }

/** They have no end tag (HTML §13.1.2). */
const VOID = /^(?:br|col|hr|img|input|link|meta|source|wbr)$/
/** Where `false` is a value, and not the attribute's absence. */
const TOLD = /^(?:aria-|data-|spellcheck$)/

const attribute = ([name, value]: [string, unknown]) => {
  if (value === undefined || value === null || (value === false && !TOLD.test(name))) return ''
  return html` ${raw(name)}="${value === true && !TOLD.test(name) ? '' : String(value)}"`
}

export function jsx(tag: string | ((props: Props) => Drawn), { children, ...props }: Props): Drawn {
  if (typeof tag === 'function') return tag({ ...props, children })
  const opening = html`<${raw(tag)}${Object.entries(props).map(attribute)}`
  return VOID.test(tag) ? html`${opening}/>` : html`${opening}>${children}</${raw(tag)}>`
}

export const jsxs = jsx
export const jsxDEV = jsx
export const Fragment = ({ children }: Props): Drawn => html`${children}`
