import * as z from 'zod/mini'
import { CONTRACTS, contractOf } from './contracts.ts'
import { isPrivate } from './urls.ts'

type Name = (typeof CONTRACTS)[number]

const isOrigin = (given: string) => URL.parse(given)?.origin === given.replace(/\/$/, '')

const emptyOr = (is: (text: string) => boolean, error: string) =>
  z.refine<string>((text) => text === '' || is(text), error)

const origin = () =>
  z._default(
    z.string().check(
      emptyOr(isOrigin, 'is not an origin'),
      emptyOr((given) => isPrivate(URL.parse(given)), 'is not https: passwords would go there in the clear'),
    ),
    '',
  )

const mode = () => z._default(z.enum(['listed', 'open']), 'listed')

/** RFC 3339. */
const moment = () => {
  const form = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
  // `Date.parse` takes 30 February for 2 March.
  const isDay = (day: string) => new Date(day).toISOString().startsWith(day)
  const isMoment = (text: string) =>
    form.test(text) && !Number.isNaN(Date.parse(text)) && isDay(text.slice(0, 10))
  return z._default(z.string().check(emptyOr(isMoment, 'is no time of RFC 3339')), '')
}

/** What spoke each contract before; a service without a URL is not asked. */
export const oldServices = () =>
  Object.fromEntries(
    CONTRACTS.flatMap((name) => [
      [`LEGACY_${name}_URL`, origin()],
      [`LEGACY_${name}_MODE`, mode()],
      [`LEGACY_${name}_UNTIL`, moment()],
    ]),
  ) as Record<`LEGACY_${Name}_${'URL' | 'UNTIL'}`, ReturnType<typeof origin>> &
    Record<`LEGACY_${Name}_MODE`, ReturnType<typeof mode>>

type Given = Record<`LEGACY_${Name}_${'URL' | 'MODE'}` | 'ISSUER', string>

const originOf = (text: string) => URL.parse(text)?.origin

/** Whoever asked itself would ask without end. */
export const noneIsThis = () =>
  CONTRACTS.map((name) =>
    z.refine<Given>((config) => originOf(config[`LEGACY_${name}_URL`]) !== (originOf(config.ISSUER) ?? ''), {
      path: [`LEGACY_${name}_URL`],
      error: 'is this service itself',
    }),
  )

/** A name that nobody has in the realm can be asked for at one old service: of two, either might have somebody by it. */
export const openOnesAlone = () =>
  CONTRACTS.map((name) =>
    z.refine<Given & { REALMS: ReadonlyMap<string, string> }>(
      (config) => {
        const isAsked = (one: Name) => config[`LEGACY_${one}_URL`] !== ''
        const realmOf = (one: Name) => config.REALMS.get(contractOf(one))
        const others = CONTRACTS.filter((other) => other !== name && realmOf(other) === realmOf(name))
        return !isAsked(name) || config[`LEGACY_${name}_MODE`] !== 'open' || !others.some(isAsked)
      },
      { path: [`LEGACY_${name}_MODE`], error: 'is open beside another old service of its realm' },
    ),
  )
