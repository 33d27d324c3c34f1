import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { HttpFailure, LARGEST_BODY } from '../../contracts/engine.ts'
import { type Fault, Refusal } from '../../core/refusal.ts'
import { type AppEnv, auth, type Ctx } from '../../http/app-env.ts'
import { readBody } from '../../http/body.ts'
import { isVisible } from '../../http/faults.ts'
import { RESPONSE } from '../parts/turnstile.tsx'
import { WORDINGS } from '../wordings/refusals.ts'
import type { Form, Page } from './definition.ts'
import { placeOf } from './place.ts'
import { type Failed, replyPage, replyScreen } from './reply.tsx'
import { isUpload, uploadIn } from './upload.ts'

/** What is being asked for, where the request is one for a page. */
interface Asked {
  page: Page
  /** The form that was sent, and what is good to be shown again of what was typed. */
  posted?: { form: string; values: Record<string, string> }
}

const requests = new WeakMap<Ctx, Asked>()

export const askedOf = (c: Ctx): Asked | undefined => requests.get(c)

/** Shows the page to a GET, and gives a POST to the form that it is of. */
export function addPage(app: Hono<AppEnv>, page: Page): void {
  app.get(page.path, async (c) => {
    requests.set(c, { page })
    return (
      (await page.guard?.(c)) ??
      (await page.leave?.(c)) ??
      replyPage(c, page, await page.load?.(c), broughtBack(c))
    )
  })
  if (page.forms) app.post(page.path, (c) => act(c, page))
}

/** What somebody comes back from a provider with, who did not get in. */
const BROUGHT_BACK = ['oauth_failed', 'too_many_attempts', 'identity_taken', 'sign_up_closed'] as const

function broughtBack(c: Ctx): Failed | undefined {
  const code = BROUGHT_BACK.find((one) => one === c.req.query('error'))
  const text = code && WORDINGS[code][placeOf(c).language]
  return text === undefined ? undefined : { status: 200, messages: [{ text }], refused: null }
}

async function act(c: Ctx, page: Page): Promise<Response> {
  const asked: Asked = { page }
  requests.set(c, asked)
  const led = await page.guard?.(c)
  if (led) return led
  const given = page.takesFiles && isUpload(c) ? await uploadIn(c) : await formIn(c, page)
  const name = given.get('form') ?? 'main'
  const form = page.forms && Object.hasOwn(page.forms, name) ? page.forms[name] : undefined
  if (!form) throw new Refusal('invalid_request', {}, 'the page has no such form')

  const values = valuesOf(form, given)
  asked.posted = { form: name, values: showable(form, values) }
  const faults = faultsIn(form, values)
  if (faults.length > 0) {
    const judged = (form.judged ?? []).flatMap((name) => (values[name] ? [[name, values[name]]] : []))
    if (judged.length > 0) faults.push(...(await auth(c).faultsOf(Object.fromEntries(judged))))
    throw new Refusal('invalid_request', { faults }, 'a field is empty, or no name')
  }
  const done = await form.act(c, values, given.get(RESPONSE) ?? undefined)
  return done instanceof Response ? done : replyScreen(c, page, done)
}

const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;|$)/i

/** As browsers send it (WHATWG URL §5). The engine of the contracts has seen how long it is, where no file may come. */
async function formIn(c: Ctx, { takesFiles }: Page): Promise<URLSearchParams> {
  if (takesFiles && !(await readBody(c, LARGEST_BODY))) throw new HttpFailure('payload_too_large')
  const body = await c.req.text()
  if (body !== '' && !FORM_TYPE.test(c.req.header('Content-Type') ?? '')) throw new HTTPException(415)
  return new URLSearchParams(body)
}

const kindOf = (form: Form, name: string) => form.fields[name]?.kind ?? 'text'

function valuesOf(form: Form, given: URLSearchParams): Record<string, string> {
  const read = Object.keys(form.fields).map((name) => {
    const [value = ''] = given.getAll(name)
    const kind = kindOf(form, name)
    if (kind === 'password' || kind === 'file') return [name, value]
    return [name, kind === 'code' ? value.replace(/\s/g, '') : value.trim()]
  })
  return Object.fromEntries(read)
}

const showable = (form: Form, values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) => !['password', 'code', 'file'].includes(kindOf(form, name))),
  )

const faultsIn = (form: Form, values: Record<string, string>): Fault[] =>
  Object.entries(form.fields).flatMap(([name, { isOptional, isName }]): Fault[] => {
    const value = values[name] ?? ''
    if (value === '') return isOptional ? [] : [{ path: [name], code: 'required' }]
    return isName && !isVisible(value) ? [{ path: [name], code: isName }] : []
  })
