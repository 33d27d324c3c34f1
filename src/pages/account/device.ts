import type { Text } from '../engine/definition.ts'

/** What a `User-Agent` names (RFC 9110 §10.1.5), the most special first: most browsers name those that they descend from. */
const BROWSERS: [RegExp, Text | string][] = [
  [/KAKAOTALK/i, { ko: '카카오톡', en: 'KakaoTalk' }],
  [/NAVER\(/i, { ko: '네이버 앱', en: 'the Naver app' }],
  [/Whale\//, { ko: '웨일', en: 'Whale' }],
  [/SamsungBrowser\//, { ko: '삼성 인터넷', en: 'Samsung Internet' }],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
]

const UNKNOWN: Text = { ko: '알 수 없는 기기', en: 'An unknown device' }

const foundIn = <Name>(list: [RegExp, Name][], agent: string) => list.find(([mark]) => mark.test(agent))?.[1]

/** The browser and the system, in words. What it says of itself is never shown: anybody can write anything there. */
export function deviceOf(agent: string | null): Text {
  const browser = foundIn(BROWSERS, agent ?? '')
  const system = foundIn(SYSTEMS, agent ?? '')
  const named = typeof browser === 'string' ? { ko: browser, en: browser } : browser
  if (!named) return system ? { ko: system, en: system } : UNKNOWN
  return system ? { ko: `${system}의 ${named.ko}`, en: `${named.en} on ${system}` } : named
}
