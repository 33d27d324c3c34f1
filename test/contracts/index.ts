import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'
import { busking } from './busking/table.ts'
import { gateway } from './gateway/table.ts'
import { movieInCase } from './movie-in-case/table.ts'
import { nativeByCookie, nativeByToken, nativeEnvelope, nativeRefresh, ownEnvelopes } from './native.ts'
import { sixth } from './sixth/table.ts'
import { ssafy } from './ssafy/table.ts'
import type { Door, Envelope, Pair, Refresh, Table } from './table.ts'
import { transcendence } from './transcendence/table.ts'

/** One line for each contract, in the order of the service's own list. */
export const tables: Table[] = [movieInCase, transcendence, ssafy, busking, gateway, sixth]

const native = { 'native by cookie': nativeByCookie, 'native by token': nativeByToken }

/** Every way to sign in with a password. */
export const signIns: Record<string, Door> = {
  ...Object.fromEntries(tables.map(({ contract, door }) => [contract, door])),
  ...native,
}

/** The same, and every way to finish what asks for a second factor. */
export const doors: Record<string, Door> = Object.assign(
  {},
  ...tables.map(({ contract, door, otherDoors }) => ({ [contract]: door, ...otherDoors })),
  native,
)

/** A refresh, and the sign-in that hands out what it renews. */
export interface Renewal extends Refresh {
  door: Door
  signIn: (h: Harness, who?: Person) => Promise<Pair>
  send: (h: Harness, pair: Pair) => Promise<Reply>
}

const renewal = (refresh: Refresh, door: Door): Renewal => ({
  ...refresh,
  door,
  signIn: async (h, who = PEOPLE.busking) => refresh.pairOf(await h.post(door.path, door.credentials(who))),
  send: (h, pair) => h.request('POST', refresh.path, refresh.show(pair)),
})

/** Every way to renew a pair of tokens. */
export const refreshes: Record<string, Renewal> = {
  ...Object.fromEntries(
    tables.flatMap(({ contract, door, refresh }) => (refresh ? [[contract, renewal(refresh, door)]] : [])),
  ),
  native: renewal(nativeRefresh, nativeByToken),
}

/** By prefix, the narrower before the wider. */
export const envelopes: [prefix: string, Envelope][] = [
  ...tables.flatMap(({ envelopes }) => envelopes),
  ['/v1', nativeEnvelope],
  ...ownEnvelopes,
]
