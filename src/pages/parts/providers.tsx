import type { Text, View } from '../engine/definition.ts'

/** As they write themselves; another has the name that the operator gave it. */
const NAMES: Record<string, Text> = {
  google: { ko: 'Google', en: 'Google' },
  github: { ko: 'GitHub', en: 'GitHub' },
  kakao: { ko: '카카오', en: 'Kakao' },
  naver: { ko: '네이버', en: 'Naver' },
}

export function providerName(name: string): Text {
  const capital = (name[0] ?? '').toUpperCase() + name.slice(1)
  return NAMES[name] ?? { ko: capital, en: capital }
}

interface Props {
  view: View
  names: string[]
  /** Where newcomers get a name, if it is not that of the native API. */
  realm: string | undefined
}

/** Ways to sign in elsewhere: from there the browser comes back here, and is sent on. */
export function Providers({ view: { t, href }, names, realm }: Props) {
  if (names.length === 0) return null
  const query = new URLSearchParams({ return_to: href('/sign-in'), ...(realm !== undefined && { realm }) })
  return (
    <ul class="choices">
      {names.map((name) => {
        const { ko, en } = providerName(name)
        return (
          <li>
            <a class="button quiet" href={`/v1/oauth/${name}?${query}`}>
              {t({ ko: `${ko} 계정으로 로그인`, en: `Sign in with ${en}` })}
            </a>
          </li>
        )
      })}
    </ul>
  )
}
