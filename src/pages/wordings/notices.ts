import type { Text } from '../engine/definition.ts'

/** What a page says once of what was done on the page before. */
export const NOTICES = {
  sign_in_again: {
    ko: '로그인 시간이 지났습니다. 다시 로그인해 주세요.',
    en: 'Your sign-in has ended. Please sign in again.',
  },
  signed_out: { ko: '로그아웃했습니다.', en: 'You are signed out.' },
  code_sent: { ko: '새 코드를 메일로 보냈습니다.', en: 'A new code is on its way.' },
  signed_up: { ko: '계정이 만들어졌습니다. 이제 로그인해 주세요.', en: 'Your account is made. Sign in now.' },
  password_set: {
    ko: '비밀번호를 바꿨습니다. 새 비밀번호로 로그인해 주세요.',
    en: 'Your password is changed. Sign in with the new one.',
  },
  passkey_added: { ko: '패스키를 추가했습니다.', en: 'The passkey is added.' },
  passkey_renamed: { ko: '이름을 바꿨습니다.', en: 'The name is changed.' },
  passkey_deleted: {
    ko: '패스키를 지웠습니다. 다른 기기는 모두 로그아웃되었습니다.',
    en: 'The passkey is deleted, and all other devices are signed out.',
  },
  username_sent: {
    ko: '그 이메일을 쓰는 계정이 있으면 아이디를 메일로 보냈습니다.',
    en: 'If an account has this e-mail, its username is on its way there.',
  },
} satisfies Record<string, Text>

export type Notice = keyof typeof NOTICES
