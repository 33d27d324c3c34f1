import type { Fault, FaultCode } from '../../core/refusal.ts'
import type { Form, Text } from '../engine/definition.ts'

const MALFORMED: Text = { ko: '형식이 올바르지 않습니다.', en: 'This is not filled in correctly.' }

/** What is wrong with a field. `{}` stands for its name, which a code without one does not have. */
const FAULTS: Record<FaultCode, Text> = {
  required: { ko: '{} 입력해 주세요.', en: 'Enter your {}.' },
  bad_username: {
    ko: '아이디는 2~32자의 글자, 숫자, 마침표, 붙임표(-), 밑줄(_)로 쓰고, 글자나 숫자로 시작해야 합니다.',
    en: 'A username has 2 to 32 letters, digits, dots, dashes or underscores, and begins with a letter or a digit.',
  },
  bad_email: {
    ko: '이메일 주소를 name@example.com과 같은 형식으로 입력해 주세요.',
    en: 'Enter an email address in the form of name@example.com.',
  },
  bad_nickname: {
    ko: '닉네임은 보이는 글자로 1~40자여야 합니다.',
    en: 'A nickname has 1 to 40 visible characters.',
  },
  bad_name: {
    ko: '이름은 보이는 글자로 1~40자여야 합니다.',
    en: 'A name has 1 to 40 visible characters.',
  },
  too_short: { ko: '비밀번호는 8자 이상이어야 합니다.', en: 'A password has 8 or more characters.' },
  too_long: { ko: '비밀번호가 너무 깁니다.', en: 'This password is too long.' },
  common: {
    ko: '너무 흔해서 가장 먼저 추측되는 비밀번호입니다. 다른 비밀번호를 정해 주세요.',
    en: 'Too many people use this password: it is the first that is guessed. Choose another.',
  },
  same_as_identity: {
    ko: '아이디, 이메일이나 서비스 이름과 같은 비밀번호는 쓸 수 없습니다.',
    en: 'The password must not be your username, your email address or the name of the service.',
  },
  unchanged: {
    ko: '지금 비밀번호와 다른 비밀번호를 정해 주세요.',
    en: 'Choose a password other than the one you have.',
  },
  unknown_realm: { ko: '알 수 없는 서비스입니다.', en: 'There is no such service.' },
  not_json: MALFORMED,
  not_expected: MALFORMED,
  wrong_type: MALFORMED,
  not_one_of: MALFORMED,
  malformed: MALFORMED,
  leads_elsewhere: MALFORMED,
  other_site: MALFORMED,
}

/** The name with the particle that an object has, which its last syllable decides. */
function asObject(name: string): string {
  const last = (name.codePointAt(name.length - 1) ?? 0) - 0xac00
  return `${name}${last >= 0 && last < 11_172 && last % 28 === 0 ? '를' : '을'}`
}

const lowerFirst = (name: string) => (name[0] ?? '').toLowerCase() + name.slice(1)

export function sentenceOf({ path: [name], code }: Pick<Fault, 'path' | 'code'>, { fields }: Form): Text {
  const { ko, en } = FAULTS[code]
  const label = fields[String(name)]?.label ?? { ko: '값', en: 'value' }
  return { ko: ko.replace('{}', asObject(label.ko)), en: en.replace('{}', lowerFirst(label.en)) }
}
