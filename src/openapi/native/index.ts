import { nativeApi } from '../../api/index.ts'
import type { Description } from '../describe.ts'
import { accounts } from './accounts.ts'
import { me } from './me.ts'
import { oauth } from './oauth.ts'
import { passkeys } from './passkeys.ts'
import { recovery } from './recovery.ts'
import { secondFactor } from './second-factor.ts'
import { sessions } from './sessions.ts'
import { finishedBy } from './sign-in.ts'

/** The native API, which finishes sign-ins of these contracts too. */
export function native(contracts: Description[]): Description {
  const finished = finishedBy(contracts)
  return {
    contract: nativeApi([], null),
    description: 'JSON, with problem details (RFC 9457) in English or Korean by Accept-Language.',
    routes: {
      ...accounts,
      ...sessions(finished),
      ...me(finished),
      ...secondFactor,
      ...passkeys,
      ...recovery,
      ...oauth,
    },
  }
}
