import type { Field } from '../engine/definition.ts'

/** Fields that several pages have. */

export const login: Field = {
  label: { ko: '아이디 또는 이메일', en: 'Username or email' },
  autocomplete: 'username',
}

export const email: Field = {
  kind: 'email',
  label: { ko: '이메일', en: 'Email' },
  autocomplete: 'email',
  inputmode: 'email',
}

export const password: Field = {
  kind: 'password',
  label: { ko: '비밀번호', en: 'Password' },
  autocomplete: 'current-password',
}

export const newPassword: Field = {
  kind: 'password',
  label: { ko: '새 비밀번호', en: 'New password' },
  hint: {
    ko: '8자 이상으로, 많은 사람이 쓰는 것은 피해 주세요. 띄어쓰기를 포함해 어떤 글자든 됩니다.',
    en: '8 or more characters, and not one that many people use. Any character will do, spaces too.',
  },
  autocomplete: 'new-password',
}

/** That came by mail. */
export const mailedCode: Field = {
  kind: 'code',
  label: { ko: '메일로 받은 코드', en: 'Code from the email' },
  autocomplete: 'one-time-code',
  inputmode: 'text',
}

/** Of the second factor. Recovery codes have letters too. */
export const factorCode: Field = {
  kind: 'code',
  label: { ko: '인증 코드', en: 'Code' },
  hint: {
    ko: '인증 앱에 보이는 숫자 6자리, 또는 복구 코드 하나를 입력해 주세요.',
    en: 'The 6 digits that your authenticator app shows, or one of your recovery codes.',
  },
  autocomplete: 'one-time-code',
  inputmode: 'text',
}
