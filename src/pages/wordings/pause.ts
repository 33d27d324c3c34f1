import type { Text } from '../engine/definition.ts'

/** When another attempt is taken, as people say it: rounded up, so that nobody comes too early. */
export function againIn(seconds: number): Text {
  const minutes = Math.ceil(seconds / 60)
  const hours = Math.ceil(seconds / 3600)
  if (seconds <= 90) return told(seconds, '초', 'second')
  return minutes <= 90 ? told(minutes, '분', 'minute') : told(hours, '시간', 'hour')
}

const told = (count: number, ko: string, en: string): Text => ({
  ko: `${count}${ko} 뒤에 다시 시도해 주세요.`,
  en: `Try again in ${count} ${en}${count === 1 ? '' : 's'}.`,
})
