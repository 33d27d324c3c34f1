import { emailKey } from '../../core/accounts/names.ts'
import { PROVIDERS } from '../../core/identities/providers.ts'
import type { Found, Identity, Person } from './person.ts'
import type { Report } from './report.ts'
import { strengthen } from './strengthen.ts'
import { type Named, usernamesOf } from './usernames.ts'

/** How many are hashed at a time, on as many processors as there are. */
const AT_A_TIME = 16

/** What the new service calls providers of its configuration, by their names in the old one. */
export type Renamed = ReadonlyMap<string, string>

/** The lines of an import, in the order of the export; what does not come along is told in the report. */
export async function* linesOfPeople(
  found: Found[],
  report: Report,
  renamed: Renamed,
): AsyncGenerator<string> {
  const people: { place: string; person: Person }[] = []
  for (const one of found) {
    if ('why' in one) report.leftOut(one.place, one.why)
    else people.push({ place: placeOf(one.place, one.person), person: one.person })
  }
  const names = usernamesOf(people.map(({ person }) => person))
  const taken = new Set<string>()
  const now = new Date().toISOString()
  for (let at = 0; at < people.length; at += AT_A_TIME) {
    const some = people.slice(at, at + AT_A_TIME).map(async ({ place, person }, index) => {
      const hash = await hashOf(person, place, report)
      return { place, person, hash, named: names[at + index] as Named }
    })
    for (const { place, person, hash, named } of await Promise.all(some)) {
      const email = emailOf(person, place, taken, report)
      const identities = identitiesOf(person, place, taken, report, renamed)
      if (email === 'taken') {
        report.leftOut(place, 'its e-mail is that of another before it')
      } else if (hash === null && email === null && identities.length === 0) {
        report.leftOut(place, 'no password, e-mail or identity to sign in with')
      } else {
        if (named.from) report.remark(place, 'username made', `${named.username}, of ${named.from}`)
        for (const what of person.leftOut) report.remark(place, 'not taken along', what)
        report.written()
        yield JSON.stringify(row(person, named.username, email, hash, identities, now))
      }
    }
  }
}

const placeOf = (place: string, { username, email }: Person) => {
  const name = username ?? email
  return name === null ? place : `${place} (${name})`
}

async function hashOf({ hash }: Person, place: string, report: Report): Promise<string | null> {
  if (hash === null) return null
  const strengthened = await strengthen(hash)
  if (strengthened.isWrapped) report.count('passwords hashed once more')
  if (strengthened.why) report.remark(place, 'password left out', strengthened.why)
  return strengthened.hash
}

function emailOf({ email }: Person, place: string, taken: Set<string>, report: Report): string | null {
  if (email === null) return null
  const key = emailKey(email)
  if (key === null) {
    report.remark(place, 'e-mail left out', 'no address that an account can have')
    return null
  }
  if (taken.has(key)) return 'taken'
  taken.add(key)
  return email
}

function identitiesOf(
  { identities }: Person,
  place: string,
  taken: Set<string>,
  report: Report,
  renamed: Renamed,
): Identity[] {
  return identities.flatMap((identity) => {
    const { provider: before, subject } = identity
    const provider = renamed.get(before) ?? before
    const key = JSON.stringify([provider, subject])
    const isKnown = renamed.has(before) || Object.hasOwn(PROVIDERS, provider)
    const why = !isKnown
      ? `${before} is not known here`
      : subject === ''
        ? `${before} without the person's id there`
        : taken.has(key)
          ? `that of another before it at ${before}`
          : null
    if (why) report.remark(place, 'identity left out', why)
    taken.add(key)
    return why === null ? [{ ...identity, provider }] : []
  })
}

/** Only what is known: the import has words for the rest. */
function row(
  person: Person,
  username: string,
  email: string | null,
  hash: string | null,
  identities: Identity[],
  now: string,
) {
  return {
    username,
    ...(email !== null && { email, email_verified: person.emailVerified }),
    ...(person.nickname !== null && { nickname: person.nickname }),
    ...(hash !== null && {
      password_hash: hash,
      ...(person.passwordChangedAt !== null && { password_changed_at: person.passwordChangedAt }),
      ...(person.mustChangePassword && { must_change_password: true }),
    }),
    ...(person.disabled && { disabled: true }),
    ...(person.createdAt !== null && { created_at: person.createdAt }),
    ...(identities.length > 0 && {
      identities: identities.map(({ provider, subject, createdAt }) => ({
        provider,
        subject,
        created_at: createdAt ?? person.createdAt ?? now,
      })),
    }),
  }
}
