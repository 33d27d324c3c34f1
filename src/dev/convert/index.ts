import * as z from 'zod/mini'
import { auth0 } from './auth0.ts'
import { betterAuth } from './better-auth.ts'
import { django } from './django.ts'
import { firebase } from './firebase.ts'
import { keycloak } from './keycloak.ts'
import { linesOfPeople, type Renamed } from './people.ts'
import type { Found, Source } from './person.ts'
import type { Report } from './report.ts'
import { linesOfRows } from './rows.ts'
import { supabase } from './supabase.ts'
import { wordPress } from './wordpress.ts'

const SOURCES: Record<string, Source> = {
  supabase,
  'better-auth': betterAuth,
  auth0,
  firebase,
  keycloak,
  django,
  wordpress: wordPress,
}

/** Rows that are ours already, and have only their hashes looked at. */
const ROWS = 'rows'

export const sourceNames = [...Object.keys(SOURCES), ROWS]

/** Lines of an import, from an export of that name; throws for what is no such export. */
export function convert(
  name: string,
  file: string,
  config: string | null,
  report: Report,
  renamed: Renamed,
): AsyncGenerator<string> {
  if (name === ROWS) return linesOfRows(file, report)
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined
  if (!source) throw new Error(`from what? ${sourceNames.join(', ')}`)
  return linesOfPeople(read(name, source, file, config), report, renamed)
}

function read(name: string, source: Source, file: string, config: string | null): Found[] {
  try {
    return source(file, config)
  } catch (error) {
    const isShape = error instanceof SyntaxError || error instanceof z.core.$ZodError
    throw isShape ? new Error(`the file is no export of ${name}`) : error
  }
}
