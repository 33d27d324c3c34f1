import type { Failure, Occasion } from '../../contracts/contract.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Ctx } from '../../http/app-env.ts'
import { idOf } from '../parts/form.tsx'
import { sentenceOf } from '../wordings/faults.ts'
import { againIn } from '../wordings/pause.ts'
import type { PageWording } from '../wordings/refusals.ts'
import type { Form, Page, Text } from './definition.ts'
import { toSignIn } from './go.ts'
import { placeOf } from './place.ts'
import { type Failed, replyDocument, replyPage } from './reply.tsx'
import { askedOf } from './serve.ts'

const WENT_WRONG: Text = { ko: '요청을 처리하지 못했습니다', en: 'That did not work' }
const TO_SIGN_IN: Text = { ko: '로그인으로 가기', en: 'Go to sign-in' }
const TO_CONSOLE: Text = { ko: '콘솔로 가기', en: 'Go to the console' }

/**
 * Answers a failure for people: a form is shown again with what was typed; whoever has to sign in first is sent there; and
 * for anything else there is a page that says it.
 */
export async function answerFailure(c: Ctx, wording: PageWording, occasion: Occasion): Promise<Response> {
  const { failure, detail } = occasion
  const asked = askedOf(c)
  if (asked && isBeforehand(failure)) return toSignIn(c, detail.state)

  const { status } = wording
  const posted = asked?.posted
  const form = posted && asked.page.forms?.[posted.form]
  const said = [(form?.says?.[failure] ?? wording)[placeOf(c).language], pauseOf(c, occasion)]
    .join(' ')
    .trim()
  if (form) {
    const errors = errorsOf(c, form, wording, occasion, said)
    const told = Object.entries(errors).map(([name, text]) => ({ text, field: idOf(posted.form, name) }))
    const messages = told.length > 0 ? told : [{ text: said }]
    const loaded = await loadAgain(c, asked.page)
    if (loaded instanceof Response) return loaded
    const failed: Failed = { status, messages, refused: { ...posted, errors } }
    if (loaded) return replyPage(c, asked.page, loaded.model, failed)
  }
  const isConsole = /^\/console(?:\/|$)/.test(c.req.path)
  const body: Parameters<typeof replyDocument>[2]['body'] = ({ t, href }) => (
    <p>
      <a href={href(isConsole ? '/console' : '/sign-in')}>{t(isConsole ? TO_CONSOLE : TO_SIGN_IN)}</a>
    </p>
  )
  const failed: Failed = { status, messages: [{ text: said }], refused: null }
  return replyDocument(c, { path: '/' }, { title: WENT_WRONG, body }, failed)
}

/** Whether there is a step of a sign-in to be taken first. */
const isBeforehand = (failure: Failure) => failure === 'signed_out' || failure === 'not_allowed_yet'

const pauseOf = (c: Ctx, { detail }: Occasion): string =>
  detail.retryAfter === undefined ? '' : againIn(detail.retryAfter)[placeOf(c).language]

/** What is wrong with fields that the form shows: as the refusal has it, or the refusal itself where it is about one. */
function errorsOf(
  c: Ctx,
  form: Form,
  { field = [] }: PageWording,
  { detail }: Occasion,
  said: string,
): Record<string, string> {
  const { language } = placeOf(c)
  const isShown = (name: string) => form.fields[name] !== undefined && form.fields[name].kind !== 'hidden'
  const faults = (detail.faults ?? []).filter(({ path }) => isShown(String(path[0])))
  if (faults.length > 0) {
    return Object.fromEntries(
      faults.map((fault) => [String(fault.path[0]), sentenceOf(fault, form)[language]]),
    )
  }
  const named = field.find(isShown)
  if (named === undefined) return {}
  const { flaw } = detail
  return { [named]: flaw ? sentenceOf({ path: [named], code: flaw }, form)[language] : said }
}

/** To the sign-in where that comes first; null where not even the page can be shown. */
async function loadAgain(c: Ctx, { load }: Page): Promise<{ model: unknown } | Response | null> {
  try {
    return { model: await load?.(c) }
  } catch (error) {
    if (error instanceof Refusal && isBeforehand(error.code)) return toSignIn(c, error.detail.state)
    c.get('log').error('page_not_shown', error, { route: c.req.path })
    return null
  }
}
