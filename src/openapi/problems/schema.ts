import * as z from 'zod'
import type { Occasion } from '../../contracts/contract.ts'
import { seconds, text } from '../describe.ts'

type Detail = Occasion['detail']
type FaultCode = NonNullable<Detail['faults']>[number]['code']

/** Why a new password is refused. */
export const FLAWS = [
  'too_short',
  'too_long',
  'common',
  'same_as_identity',
  'unchanged',
] as const satisfies NonNullable<Detail['flaw']>[]

const FAULTS = [
  'not_json',
  'required',
  'not_expected',
  'wrong_type',
  'not_one_of',
  'malformed',
  'leads_elsewhere',
  'other_site',
  'bad_username',
  'bad_email',
  'bad_nickname',
  'bad_name',
  'unknown_realm',
  ...FLAWS,
] as const satisfies FaultCode[]

const fault = z
  .strictObject({
    pointer: text
      .optional()
      .meta({ description: 'A JSON pointer (RFC 6901) into the body; empty for all of it.' }),
    parameter: text.optional().meta({ description: 'Of the query, in the place of `pointer`.' }),
    code: z.enum(FAULTS),
    detail: text.meta({ description: 'What is wrong and what would be right, in the language of `title`.' }),
  })
  .meta({ id: 'FieldFault', description: 'What is wrong with one field. It never quotes what was sent.' })

const problem = z
  .strictObject({
    type: text.meta({
      format: 'uri-reference',
      description: 'A page that says what the problem means and what to do.',
    }),
    status: z.int(),
    code: text.meta({ description: 'Stable, for programs.' }),
    title: text.meta({ description: 'In English or Korean, by Accept-Language.' }),
    instance: text.meta({ description: 'The id of the request, as in `X-Request-Id` and in the log.' }),
    reason: z.enum(FLAWS).optional().meta({ description: 'Of `password_refused`.' }),
    errors: z.array(fault).optional().meta({ description: 'All fields that are wrong, where it is they.' }),
    retry_after: seconds.optional().meta({ description: 'As in `Retry-After`.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' })

/** A problem of one of these codes. */
export const problemOf = (codes: string[]) =>
  z.intersection(problem, z.looseObject({ code: z.enum(codes as [string, ...string[]]) }))
