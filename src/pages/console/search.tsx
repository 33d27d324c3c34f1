import type { Field, Text, View } from '../engine/definition.ts'
import { Input } from '../parts/form.tsx'

interface Props {
  view: View
  fields: Record<string, Field>
  values: Record<string, string | undefined>
  submit: Text
}

/** A form that only asks: what was asked for stands in the address. */
export const Search = ({ view, fields, values, submit }: Props) => (
  <form class="search" method="get" action={view.page.path}>
    {Object.entries(fields).map(([name, field]) => (
      <Input view={view} id={name} name={name} field={field} value={values[name] ?? ''} />
    ))}
    <button type="submit">{view.t(submit)}</button>
  </form>
)

/** What of the query is not empty. */
export const asked = (query: Record<string, string>, names: string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (query[name]?.trim() ? [[name, query[name].trim()]] : [])))
