import type { OperatorAct } from '../../core/operators/operators.ts'
import type { Text } from '../engine/definition.ts'

export type Act = OperatorAct | 'reopen'

interface Told {
  name: Text
  /** What happens then. */
  means: Text
  isGrave?: true
}

/** What an operator can do to an account. */
export const ACTS: Record<Act, Told> = {
  disable: {
    name: { ko: '계정 정지', en: 'Disable the account' },
    means: {
      ko: '모든 기기에서 로그아웃되고, 다시 풀 때까지 아무도 이 계정으로 로그인하지 못합니다.',
      en: 'All its sessions end, and nobody signs in to it until it is enabled again.',
    },
    isGrave: true,
  },
  enable: {
    name: { ko: '정지 해제', en: 'Enable the account' },
    means: { ko: '이 계정으로 다시 로그인할 수 있습니다.', en: 'Its owner can sign in again.' },
  },
  'require-password-change': {
    name: { ko: '비밀번호 변경 요구', en: 'Require a new password' },
    means: {
      ko: '모든 기기에서 로그아웃되고, 다음에 로그인하면 새 비밀번호를 정해야 합니다.',
      en: 'All its sessions end, and the next sign-in can do nothing but set a new password.',
    },
    isGrave: true,
  },
  'end-sessions': {
    name: { ko: '모든 기기에서 로그아웃', en: 'End all sessions' },
    means: { ko: '모든 기기에서 로그아웃됩니다.', en: 'Its owner is signed out everywhere.' },
    isGrave: true,
  },
  reopen: {
    name: { ko: '로그인 제한 해제', en: 'Reopen signing in' },
    means: {
      ko: '틀린 시도로 닫힌 것이 모두 열리고, 세는 것도 처음부터 다시 시작됩니다.',
      en: 'All that wrong attempts have closed is open again, and they are counted from the beginning.',
    },
  },
}

export const actNamed = (name: string | undefined): Act | undefined =>
  name !== undefined && Object.hasOwn(ACTS, name) ? (name as Act) : undefined
