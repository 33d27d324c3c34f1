import type { Language } from '../../core/letters/words.ts'
import type { Fault, FaultCode } from '../../core/refusal.ts'

type Sentence = Record<Language, string>

/** What is wrong with a field; `{}` stands for what is expected. */
const SENTENCES: Record<FaultCode, Sentence> = {
  not_json: { ko: 'JSON 형식이 아닙니다.', en: 'This is not JSON.' },
  required: { ko: '필수 항목입니다.', en: 'This field is missing.' },
  not_expected: { ko: '여기에는 이 항목이 필요 없습니다.', en: 'This field is not wanted here.' },
  wrong_type: { ko: '형식이 다릅니다. 필요한 형식: {}', en: 'The type is wrong. Expected: {}.' },
  not_one_of: { ko: '다음 중 하나여야 합니다: {}', en: 'It must be one of: {}.' },
  malformed: { ko: '형식이 올바르지 않습니다.', en: 'It is not of the documented form.' },
  leads_elsewhere: {
    ko: '이 서비스의 경로나 허용된 출처의 주소여야 합니다.',
    en: 'It must be a path of this service, or an address of an allowed origin.',
  },
  other_site: {
    ko: '이 페이지의 사이트가 서비스와 달라서 브라우저가 쿠키를 보내지 않습니다. "token"을 사용하세요.',
    en: 'The page is of another site than this service: browsers send no cookie from there. Use "token".',
  },
  bad_username: {
    ko: '아이디는 글자, 숫자, 한글과 . - _ 로 2~32자여야 하며 글자, 숫자나 한글로 시작해야 합니다.',
    en: 'It has 2 to 32 letters, digits, dots, dashes or underscores, the first a letter or a digit.',
  },
  bad_email: { ko: '이메일 주소가 아닙니다.', en: 'This is no e-mail address.' },
  unknown_realm: { ko: '알 수 없는 영역입니다.', en: 'There is no such realm.' },
  bad_nickname: {
    ko: '닉네임은 보이는 글자로 1~40자여야 합니다.',
    en: 'A nickname has 1 to 40 visible characters.',
  },
  bad_name: {
    ko: '이름은 보이는 글자로 1~40자여야 합니다.',
    en: 'A name has 1 to 40 visible characters.',
  },
  too_short: { ko: '너무 짧습니다. 최소 {}자', en: 'It is too short: at least {} characters.' },
  too_long: { ko: '너무 깁니다. 최대 {}자', en: 'It is too long: at most {} characters.' },
  common: {
    ko: '너무 흔한 비밀번호입니다.',
    en: 'Too many people use this password: it is the first that is guessed.',
  },
  same_as_identity: {
    ko: '아이디, 이메일이나 서비스 이름과 같은 비밀번호는 사용할 수 없습니다.',
    en: 'It must not be the username, the e-mail address or the name of the service.',
  },
  unchanged: { ko: '지금 비밀번호와 같습니다.', en: 'It is the password that is there already.' },
}

/** As JSON Schema calls them. */
const TYPES: Record<string, Sentence> = {
  string: { ko: '문자열', en: 'text' },
  object: { ko: '객체', en: 'an object' },
  array: { ko: '배열', en: 'a list' },
  number: { ko: '숫자', en: 'a number' },
  boolean: { ko: 'true 또는 false', en: 'true or false' },
}

/** RFC 6901 §3. */
const escaped = (name: string | number) => String(name).replaceAll('~', '~0').replaceAll('/', '~1')
const pointerTo = (path: (string | number)[]) => path.map((name) => `/${escaped(name)}`).join('')

/** One of `errors`: of the body by JSON pointer, of the query by the parameter's name. Nothing of what was sent is in it. */
export function faultFields({ place, path, code, expected = '' }: Fault, language: Language) {
  const shown = (code === 'wrong_type' && TYPES[expected]?.[language]) || expected
  const detail = SENTENCES[code][language].replace('{}', shown)
  return place === 'query'
    ? { parameter: String(path[0]), code, detail }
    : { pointer: pointerTo(path), code, detail }
}
