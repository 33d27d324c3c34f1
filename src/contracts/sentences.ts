/** What the documents leave unsaid, said the same way in every contract. */
export const SENTENCES = {
  invalid_request: '요청 형식이 올바르지 않습니다.',
  too_many_attempts: '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해주세요.',
  signed_out: '로그인이 필요합니다.',
  invalid_token: '유효하지 않은 토큰입니다.',
  second_factor: '2단계 인증이 필요합니다.',
  wrong_code: '인증 코드가 올바르지 않습니다.',
  password_change: '비밀번호를 변경해야 합니다.',
  password_refused: '사용할 수 없는 비밀번호입니다.',
  mail_failed: '메일을 보내지 못했습니다.',
  cross_site: '허용되지 않은 출처입니다.',
  not_found: '요청한 경로를 찾을 수 없습니다.',
  method_not_allowed: '허용되지 않은 메서드입니다.',
  payload_too_large: '요청 본문이 너무 큽니다.',
  internal_error: '서버 오류가 발생했습니다.',
} as const
