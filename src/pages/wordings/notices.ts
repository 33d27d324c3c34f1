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
    en: 'If an account has this email, its username is on its way there.',
  },
  nickname_changed: { ko: '닉네임을 바꿨습니다.', en: 'Your nickname is changed.' },
  email_changed: { ko: '이메일을 바꿨습니다.', en: 'Your email is changed.' },
  password_changed: {
    ko: '비밀번호를 바꿨습니다. 다른 기기에서는 모두 로그아웃되었습니다.',
    en: 'Your password is changed, and you are signed out everywhere else.',
  },
  second_factor_disabled: { ko: '2단계 인증을 껐습니다.', en: 'Two-step sign-in is off.' },
  session_ended: { ko: '그 기기에서 로그아웃했습니다.', en: 'You are signed out there.' },
  sessions_ended: { ko: '다른 모든 기기에서 로그아웃했습니다.', en: 'You are signed out everywhere else.' },
  identity_unlinked: { ko: '연결을 끊었습니다.', en: 'It is unlinked.' },
  accounts_joined: { ko: '두 계정을 합쳤습니다.', en: 'The two accounts are one now.' },
  console_over: {
    ko: '콘솔을 연 지 한 시간이 지났습니다. 다시 열어 주세요.',
    en: 'The console is not open any more. Open it again.',
  },
  console_closed: { ko: '콘솔을 닫았습니다.', en: 'The console is closed.' },
  act_done: { ko: '처리했고, 사유와 함께 기록했습니다.', en: 'It is done, and recorded with your reason.' },
  account_erased: { ko: '계정을 삭제했습니다.', en: 'Your account is erased.' },
} satisfies Record<string, Text>

export type Notice = keyof typeof NOTICES
