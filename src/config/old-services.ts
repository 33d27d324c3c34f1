import * as z from 'zod/mini'

/** The contracts that can be taken over, as their variables are called. */
export const OLD_SERVICES = ['MOVIE_IN_CASE', 'TRANSCENDENCE', 'SSAFY', 'BUSKING', 'GATEWAY'] as const
type Name = (typeof OLD_SERVICES)[number]

export const contractOf = (name: Name): string => name.toLowerCase().replaceAll('_', '-')

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

const isOrigin = (given: string) => URL.parse(given)?.origin === given.replace(/\/$/, '')

/** Passwords go there: in the clear to this machine alone. */
function isPrivate(given: string): boolean {
  const { protocol, hostname = '' } = URL.parse(given) ?? {}
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
}

const emptyOr = (is: (text: string) => boolean, error: string) =>
  z.refine<string>((text) => text === '' || is(text), error)

const origin = () =>
  z._default(
    z
      .string()
      .check(
        emptyOr(isOrigin, 'is not an origin'),
        emptyOr(isPrivate, 'is not https: passwords would go there in the clear'),
      ),
    '',
  )

const mode = () => z._default(z.enum(['listed', 'open']), 'listed')

/** RFC 3339. */
const moment = () => {
  const isMoment = (text: string) => z.iso.datetime({ offset: true }).safeParse(text).success
  return z._default(z.string().check(emptyOr(isMoment, 'is no time of RFC 3339')), '')
}

/** What spoke each contract before; a service without a URL is not asked. */
export const oldServices = () =>
  Object.fromEntries(
    OLD_SERVICES.flatMap((name) => [
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
  OLD_SERVICES.map((name) =>
    z.refine<Given>((config) => originOf(config[`LEGACY_${name}_URL`]) !== (originOf(config.ISSUER) ?? ''), {
      path: [`LEGACY_${name}_URL`],
      error: 'is this service itself',
    }),
  )

/** A name that nobody has in the realm can be asked for at one old service: of two, either might have somebody by it. */
export const openOnesAlone = () =>
  OLD_SERVICES.map((name) =>
    z.refine<Given & { REALMS: ReadonlyMap<string, string> }>(
      (config) => {
        const isAsked = (one: Name) => config[`LEGACY_${one}_URL`] !== ''
        const realmOf = (one: Name) => config.REALMS.get(contractOf(one))
        const others = OLD_SERVICES.filter((other) => other !== name && realmOf(other) === realmOf(name))
        return !isAsked(name) || config[`LEGACY_${name}_MODE`] !== 'open' || !others.some(isAsked)
      },
      { path: [`LEGACY_${name}_MODE`], error: 'is open beside another old service of its realm' },
    ),
  )
