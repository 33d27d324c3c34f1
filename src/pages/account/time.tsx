import type { Ctx } from '../../http/app-env.ts'
import type { View } from '../engine/definition.ts'

/** Where whoever asks is, as the edge knows it from the address. */
export const zoneOf = (c: Ctx): string => {
  const zone = c.req.raw.cf?.timezone
  return typeof zone === 'string' ? zone : 'UTC'
}

/** A moment in words of the language, with the zone that it is told in. */
export function Time({ view, at, zone }: { view: View; at: number; zone: string }) {
  const told = new Intl.DateTimeFormat(view.language, {
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    ...{ timeZone: zone, timeZoneName: 'short' },
  })
  return <time datetime={new Date(at).toISOString()}>{told.format(at)}</time>
}
