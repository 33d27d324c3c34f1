import type { Context } from '../context.ts'
import type { OldService } from '../ports.ts'

const isAsked = ({ until }: OldService, now: number) => until === null || now < until

/** The old service that is asked about sign-ins of the contract; null where there is none, or its time is over. */
export function serviceOf({ oldServices, now }: Context, contract: string): OldService | null {
  const service = oldServices.get(contract)
  return service && isAsked(service, now()) ? service : null
}

/** All that are asked. */
export const servicesOf = ({ oldServices, now }: Context): OldService[] =>
  [...oldServices.values()].filter((service) => isAsked(service, now()))
