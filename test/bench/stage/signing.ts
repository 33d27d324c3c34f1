import type { SigningAlgorithm } from '../../../src/core/ports.ts'
import { newSigningKey } from '../../../src/dev/signing-keys.ts'
import type { Comparison } from '../measures/comparison.ts'
import * as requests from './requests.ts'
import type { Stage } from './stage.ts'

/** The algorithm of the others, which the secrets of `npm start` have, comes first. */
export const ALGORITHMS: SigningAlgorithm[] = ['ES256', 'EdDSA', 'RS256']

/** A set of one key for each algorithm. */
export async function signingKeys(): Promise<Record<string, { SIGNING_KEYS: string }>> {
  const made = ALGORITHMS.map(async (alg) => {
    const SIGNING_KEYS = JSON.stringify({ keys: [await newSigningKey(alg)] })
    return [alg, { SIGNING_KEYS }] as const
  })
  return Object.fromEntries(await Promise.all(made))
}

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
