import type { Caller } from '../core/context.ts'
import { networkOf } from '../core/networks.ts'

const LONGEST_USER_AGENT = 256

/** Trusts the edge's own header and no other: whatever else names an address was written by the client. */
export function callerOf(headers: Headers, requestId: string, readDevice: () => string | null): Caller {
  const ip = headers.get('CF-Connecting-IP')
  return {
    requestId,
    ip,
    get network() {
      return networkOf(ip)
    },
    userAgent: headers.get('User-Agent')?.slice(0, LONGEST_USER_AGENT) ?? null,
    get device() {
      return readDevice()
    },
  }
}
