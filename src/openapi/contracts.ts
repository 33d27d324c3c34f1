import { busking } from './busking.ts'
import type { Contract } from './describe.ts'
import { gateway } from './gateway.ts'
import { movieInCase } from './movie-in-case.ts'
import { accounts } from './native/accounts.ts'
import { admin } from './native/admin.ts'
import { machines } from './native/machines.ts'
import { me } from './native/me.ts'
import { oauth } from './native/oauth.ts'
import { problems } from './native/problems.ts'
import { recovery } from './native/recovery.ts'
import { secondFactor } from './native/second-factor.ts'
import { sessions } from './native/sessions.ts'
import { ssafy } from './ssafy.ts'
import { transcendence } from './transcendence.ts'

const native = { cookies: true, failures: problems }

/** Every route of the service, described. */
export const contracts: Contract[] = [
  {
    ...native,
    name: 'native',
    description: 'JSON, with problem details (RFC 9457) in English or Korean by Accept-Language.',
    prefixes: ['/v1'],
    routes: { ...accounts, ...sessions, ...me, ...secondFactor, ...recovery, ...oauth },
  },
  {
    ...native,
    name: 'operators',
    description: 'What an operator does, by the admin token alone.',
    prefixes: ['/admin'],
    guards: ['not_an_operator', 'too_many_attempts'],
    routes: admin,
  },
  movieInCase,
  transcendence,
  ssafy,
  busking,
  gateway,
  machines,
]
