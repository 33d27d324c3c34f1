import { busking } from '../contracts/busking/description.ts'
import { gateway } from '../contracts/gateway/description.ts'
import { movieInCase } from '../contracts/movie-in-case/description.ts'
import { ssafy } from '../contracts/ssafy/description.ts'
import { transcendence } from '../contracts/transcendence/description.ts'
import type { Contract } from './describe.ts'
import { accounts } from './native/accounts.ts'
import { admin } from './native/admin.ts'
import { machines } from './native/machines.ts'
import { me } from './native/me.ts'
import { oauth } from './native/oauth.ts'
import { problems } from './native/problems.ts'
import { recovery } from './native/recovery.ts'
import { secondFactor } from './native/second-factor.ts'
import { sessions } from './native/sessions.ts'

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
