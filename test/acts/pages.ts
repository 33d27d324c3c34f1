import type { Harness, Reply, RequestOptions } from '../world/harness.ts'

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
/** What a browser says of a form of our own. */
export const OURS = { ...FORM, Origin: 'https://auth.test', 'Sec-Fetch-Site': 'same-origin' }

/** A form of a page as a browser sends it. */
export const sendForm = (
  h: Harness,
  path: string,
  fields: Record<string, string>,
  { headers, ...options }: RequestOptions = {},
): Promise<Reply> =>
  h.request('POST', path, {
    ...options,
    raw: new URLSearchParams(fields).toString(),
    headers: { ...OURS, ...headers },
  })

/** Of a form, as whoever sends it. */
export const formOf = (fields: Record<string, string>, cookies?: RequestOptions['cookies']) => ({
  raw: new URLSearchParams(fields).toString(),
  headers: FORM,
  ...(cookies && { cookies }),
})

export const DECODED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const plain = (html: string) =>
  html.replace(/<[^>]*>/g, '').replace(/&(#?\w+);/g, (all, name) => DECODED[name] ?? all)

const attributesOf = (tag: string) =>
  Object.fromEntries(
    [...tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, plain(value)]),
  )

/** What somebody reads in a page, and what their browser does with it. */
export function read({ text, status, headers }: Reply) {
  const all = (tag: string) =>
    [...text.matchAll(new RegExp(`<${tag}[ >][^>]*>?`, 'g'))].map(([one]) => attributesOf(one))
  const between = (pattern: RegExp) => plain(pattern.exec(text)?.[1] ?? '')
  const summary = /<div class="summary"[^>]*>.*?<ul>(.*?)<\/ul>/.exec(text)?.[1] ?? ''
  return {
    status,
    location: headers.get('Location'),
    language: /<html lang="(\w+)"/.exec(text)?.[1],
    title: between(/<title>(.*?)<\/title>/),
    notice: between(/<p class="notice"[^>]*>(.*?)<\/p>/),
    /** In the summary. */
    messages: [...summary.matchAll(/<li>(.*?)<\/li>/g)].map(([, one = '']) => plain(one)),
    /** By the id of the field that each leads to. */
    errors: Object.fromEntries(
      [...text.matchAll(/<p class="error" id="([\w-]+)-error">(.*?)<\/p>/g)].map(([, id = '', one = '']) => [
        id,
        plain(one),
      ]),
    ),
    /** By name. */
    fields: Object.fromEntries(all('input').flatMap((one) => (one.name ? [[one.name, one]] : []))),
    inputs: all('input'),
    links: all('a').map(({ href = '' }) => href),
    forms: all('form').map(({ action = '' }) => action),
  }
}

/** Of the tags of a document those that none of ours is, by their names and the names of their attributes. */
export function strange(text: string): string[] {
  const tags = text.match(/<[^>]*>/g) ?? []
  const scripts = tags.filter((tag) => /^<script/.test(tag) && !/ src="\/pages\/script\.js\?/.test(tag))
  const bare = tags.map((tag) => tag.replace(/"[^"]*"/g, '""'))
  const links = tags.filter((tag) => /(?:href|action|src)="(?!\/|#|data:,")/.test(tag))
  return [...scripts, ...links, ...bare.filter((tag) => /^<(?:img|svg|iframe|!--)|\son\w+=|\sx=/.test(tag))]
}
