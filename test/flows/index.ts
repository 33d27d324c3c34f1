import { tables } from '../contracts/index.ts'
import { consoleFlows } from '../pages/console/flows.ts'
import { pageFlows } from '../pages/flows.ts'
import { passkeyFlows } from '../passkeys/flows.ts'
import { takeoverFlows } from '../takeover/flows.ts'
import { accountFlows } from './account.ts'
import { appFlows } from './apps.ts'
import type { Flow } from './flows.ts'
import { meFlows } from './me.ts'
import { oauthFlows } from './oauth.ts'
import { operatorFlows } from './operator.ts'
import { passwordFlows } from './password.ts'
import { recoveryFlows } from './recovery.ts'
import { secondFactorFlows } from './second-factor.ts'
import { sessionFlows } from './session.ts'

/** Everything that a client does, by every contract. */
export const flows: Flow[] = [
  ...[sessionFlows, tables.flatMap(({ flows }) => flows), passwordFlows, recoveryFlows].flat(),
  ...[
    accountFlows,
    secondFactorFlows,
    meFlows,
    oauthFlows,
    appFlows,
    operatorFlows,
    takeoverFlows,
    passkeyFlows,
  ].flat(),
  ...pageFlows,
  ...consoleFlows,
]
