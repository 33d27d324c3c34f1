import { setCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Config } from '../../config.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { options } from '../../http/cookies.ts'
import { Layout } from '../parts/layout.tsx'
import { showsWidget, type Widget, widgetOf } from '../parts/turnstile.tsx'
import { NOTICES } from '../wordings/notices.ts'
import { fileOf } from './assets.ts'
import type { Page, Refused, Screen, Text, View } from './definition.ts'
import { takeNotice } from './go.ts'
import { hrefFrom, LANGUAGE, type Place, placeOf } from './place.ts'
import { policyOf } from './policy.ts'

const YEAR = 365 * 86_400_000

/** What of a page its failures change. */
export interface Failed {
  status: ContentfulStatusCode
  /** What is said first, each with the id of the field that it is about. */
  messages: { text: string; field?: string | undefined }[]
  refused: Refused | null
}

export const viewOf = (
  page: View['page'],
  { language, kept }: Place,
  refused: Refused | null = null,
  widget: Widget | null = null,
): View => ({
  page,
  language,
  t: (text) => text[language],
  href: (path, more) => hrefFrom(kept, path, more),
  refused,
  widget,
})

export const replyPage = (c: Ctx, page: Page, model: unknown, failed?: Failed): Promise<Response> =>
  replyDocument(c, page, { ...page, body: (view) => page.view(view, model) }, failed)

export const replyScreen = (c: Ctx, page: Page, screen: Screen): Promise<Response> =>
  replyDocument(c, page, screen)

type Drawn = { title: Text; body: (view: View) => Child }
type Framed = Pick<Page, 'path' | 'forms' | 'isWide' | 'sources'>

/** A whole document, whatever is in it. Never fails for a configuration that is refused: its failure is shown in one. */
export async function replyDocument(
  c: Ctx,
  page: Framed,
  { title, body }: Drawn,
  failed?: Failed,
): Promise<Response> {
  const config = configOrNull(c)
  const place = placeOf(c)
  const widget = widgetOf(config)
  const view = viewOf({ ...page, path: pathOf(c, page) }, place, failed?.refused, widget)
  if (place.isAsked) setCookie(c, LANGUAGE, place.language, options(c, YEAR))
  const notice = failed ? null : takeNotice(c)
  const [style, script] = await Promise.all([fileOf(c, 'style.css'), fileOf(c, 'script.js')])

  c.header(
    'Content-Security-Policy',
    policyOf(config, config ? providerOrigins(c) : [], { ...page.sources?.(c), ...widgetSources(view) }),
  )
  // With `no-referrer` our own forms would be sent with `Origin: null`.
  c.header('Referrer-Policy', 'same-origin')
  return c.html(
    <Layout
      view={view}
      title={view.t(title)}
      config={config}
      versions={{ style: style.version, script: script.version }}
      here={new URL(c.req.url)}
      notice={notice && view.t(NOTICES[notice])}
      messages={failed?.messages ?? []}
      isWide={page.isWide}
    >
      {body(view)}
    </Layout>,
    failed?.status ?? 200,
  )
}

/** The page's own, with what stands in the place of its parameters. */
const pathOf = (c: Ctx, { path }: Framed) =>
  path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(c.req.param(name) ?? ''))

/** What the widget loads, on a page that shows it. */
function widgetSources({ page, refused, widget }: View): Record<string, string[]> {
  const isShown = Object.entries(page.forms ?? {}).some(([name, form]) =>
    showsWidget(form, refused?.form === name),
  )
  return widget && isShown
    ? { 'script-src': [widget.script.origin], 'frame-src': [widget.script.origin] }
    : {}
}

const providerOrigins = (c: Ctx) =>
  auth(c)
    .providersOffered()
    .map(({ origin }) => origin)

function configOrNull(c: Ctx): Config | null {
  try {
    return c.get('config')()
  } catch {
    return null
  }
}
