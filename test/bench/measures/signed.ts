import type { SigningAlgorithm } from '../../../src/core/ports.ts'
import * as requests from '../stage/requests.ts'
import { ALGORITHMS } from '../stage/signing.ts'
import type { Stage } from '../stage/stage.ts'
import type { Comparison } from './comparison.ts'

/** More than the service remembers, so that each has been forgotten when its turn comes again. */
const UNSEEN_TOKENS = 2000

const titled = (title: string, alg: SigningAlgorithm) => (alg === ALGORITHMS[0] ? title : `${title}, ${alg}`)

/** What is compared of a service whose tokens are signed by the algorithm; its sessions are of accounts from `first` on. */
export async function signedBy(
  stage: Stage,
  alg: SigningAlgorithm,
  first: number,
  connections: number,
): Promise<Pick<Comparison, 'bare' | 'own'> & { refresh: Comparison['own'][number] }> {
  const [own, bare] = [stage.url(`munjigi-${alg}`), stage.url(`bare-${alg}`)]
  const signedIn: requests.SignedIn[] = []
  const unseen: string[][] = []
  for (let id = first; id < first + connections; id++) {
    signedIn.push(await requests.signIn(own, id))
    const session = await requests.signIn(own, id)
    unseen.push(await requests.accessTokens(own, session, UNSEEN_TOKENS / connections))
  }
  const work = (url: URL, course: (one: requests.SignedIn) => ReturnType<typeof requests.verify>) => ({
    url,
    courses: signedIn.map(course),
    passes: 200,
  })
  return {
    bare: { title: `one ${alg} verification`, work: work(bare, requests.verify) },
    own: [
      { title: titled('session check by token', alg), target: 0.9, work: work(own, requests.checkByToken) },
      {
        title: titled('the same, token not seen before', alg),
        target: 0.9,
        work: { url: own, courses: unseen.map(requests.checkByTokens), passes: 200 },
      },
    ],
    refresh: { title: titled('refresh', alg), target: 0.8, work: work(own, requests.refresh) },
  }
}
