import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Config } from '../../config.ts'
import type { Language } from '../../core/letters/words.ts'
import type { Text, View } from '../engine/definition.ts'
import { Summary } from './summary.tsx'

interface Props {
  view: View
  title: string
  config: Config | null
  /** Of the files that go with it. */
  versions: { style: string; script: string }
  /** What was asked for. */
  here: URL
  notice: string | null
  messages: { text: string; field?: string | undefined }[]
  isWide?: true | undefined
  children: Child
}

const ERROR: Text = { ko: '오류', en: 'Error' }
const OTHER: Record<Language, { language: Language; name: string }> = {
  ko: { language: 'en', name: 'English' },
  en: { language: 'ko', name: '한국어' },
}

/** What letters call the service as well, where nobody named it. */
const NAME: Text = { ko: '문지기', en: 'Munjigi' }

/** The document around every page. */
export function Layout({ view, title, config, versions, here, notice, messages, isWide, children }: Props) {
  const { t, language } = view
  const brand = config?.BRAND_NAME || t(NAME)
  const isError = messages.length > 0
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{`${isError ? `${t(ERROR)}: ` : ''}${title} – ${brand}`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={`/pages/style.css?v=${versions.style}`} />
          {config?.BRAND_COLOR && (
            <link rel="stylesheet" href={`/pages/brand.css?v=${config.BRAND_COLOR.slice(1)}`} />
          )}
          <script type="module" src={`/pages/script.js?v=${versions.script}`} />
        </head>
        <body class={isWide && 'wide'}>
          <header>
            {config?.BRAND_LOGO_URL && <img src={config.BRAND_LOGO_URL} alt="" />}
            <span>{brand}</span>
          </header>
          <main>
            {isError && <Summary view={view} messages={messages} />}
            {notice && (
              <p class="notice" role="status">
                {notice}
              </p>
            )}
            <h1>{title}</h1>
            {children}
          </main>
          <footer>
            <OtherLanguage language={language} here={here} />
          </footer>
        </body>
      </html>
    </>
  )
}

function OtherLanguage({ language, here }: { language: Language; here: URL }) {
  const other = OTHER[language]
  const query = new URLSearchParams(here.search)
  query.set('lang', other.language)
  return (
    <a href={`${here.pathname}?${query}`} lang={other.language} hreflang={other.language}>
      {other.name}
    </a>
  )
}
