import type { Child } from 'hono/jsx'
import type { Field, Text, View } from '../engine/definition.ts'
import { showsWidget, Turnstile } from './turnstile.tsx'

/** The id of a field's input. */
export const idOf = (form: string, name: string): string => (form === 'main' ? name : `${form}-${name}`)

export interface FormProps {
  view: View
  /** Of the page's forms, `main` where nothing is said. */
  name?: string
  submit: Text
  /** What stands in the fields from the beginning, hidden ones included. */
  values?: Record<string, string>
  /** Fields that this person need not fill in. */
  without?: string[]
  tone?: 'danger' | 'quiet' | undefined
  /** By which a button elsewhere names it. */
  id?: string
  /** Which one it is of, where the page has the form more than once. */
  of?: string
  /** Before the fields. */
  first?: Child
  /** Between them and the button. */
  children?: Child
  /** Below it. */
  last?: Child
}

/** The form with all its fields, in the order in which the page has them. */
export function PageForm({
  view,
  name = 'main',
  submit,
  values = {},
  without = [],
  tone,
  id,
  of,
  first,
  children,
  last,
}: FormProps) {
  const own = view.page.forms?.[name]
  const all = Object.entries(own?.fields ?? {})
  const fields = all.filter(([field]) => !without.includes(field))
  const refused = view.refused?.form === name ? view.refused : null
  return (
    <form
      id={id}
      method="post"
      action={view.href(view.page.path)}
      enctype={all.some(([, { kind }]) => kind === 'file') ? 'multipart/form-data' : undefined}
      novalidate
    >
      {name !== 'main' && <input type="hidden" name="form" value={name} />}
      {first}
      {fields.map(([field, one]) => {
        // What nobody typed is the page's own to say.
        if (one.kind === 'hidden') return <input type="hidden" name={field} value={values[field] ?? ''} />
        const value = refused?.values[field] ?? values[field] ?? ''
        // The summary leads to the one that was refused.
        const inputId = of === undefined || refused ? idOf(name, field) : `${idOf(name, field)}-${of}`
        return (
          <Input
            view={view}
            id={inputId}
            name={field}
            field={one}
            value={value}
            error={refused?.errors[field]}
          />
        )
      })}
      {children}
      {view.widget && own?.widget && showsWidget(own, refused !== null) && (
        <Turnstile view={view} widget={view.widget} action={own.widget.action} />
      )}
      <button type="submit" class={tone}>
        {view.t(submit)}
      </button>
      {last}
    </form>
  )
}

const ERROR: Text = { ko: '오류: ', en: 'Error: ' }
const SHOW: Text = { ko: '표시', en: 'Show' }
const HIDE: Text = { ko: '숨김', en: 'Hide' }

/** Passwords and codes come empty, whatever was typed. */
const SECRET = ['password', 'code', 'file']
const TYPES = {
  ...{ text: 'text', email: 'email', password: 'password', code: 'text', hidden: 'hidden' },
  ...{ lines: 'text', file: 'file' },
}

interface InputProps {
  view: View
  id: string
  name: string
  field: Field
  value: string
  error?: string | undefined
}

export function Input({ view: { t }, id, name, field, value, error }: InputProps) {
  const { kind = 'text', label, hint, autocomplete, inputmode, choices } = field
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  const said = {
    ...{ id, name, autocomplete },
    'aria-describedby': told || undefined,
    'aria-invalid': error ? ('true' as const) : undefined,
  }
  const input = choices ? (
    <select {...said}>
      {choices.map(([one, text]) => (
        <option value={one} selected={one === value}>
          {t(text)}
        </option>
      ))}
    </select>
  ) : kind === 'lines' ? (
    <textarea {...said} rows={6} spellcheck={false}>
      {value}
    </textarea>
  ) : (
    <input
      {...said}
      type={TYPES[kind]}
      value={SECRET.includes(kind) ? undefined : value}
      inputmode={inputmode}
      autocapitalize="none"
      spellcheck={false}
    />
  )
  return (
    <div class={error ? 'field bad' : 'field'}>
      <label for={id}>{label && t(label)}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {t(hint)}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          <span class="unseen">{t(ERROR)}</span>
          {error}
        </p>
      )}
      {kind === 'password' ? (
        // The script adds the button: without it there is none that does nothing.
        <div class="password" data-show={t(SHOW)} data-hide={t(HIDE)}>
          {input}
        </div>
      ) : (
        input
      )}
    </div>
  )
}

/** For password managers, which are to know whose password it is (web.dev, sign-in form best practices). */
export const UserName = ({ value }: { value: string }) => (
  <input type="text" autocomplete="username" value={value} readonly hidden />
)
