import type { Attention } from '../../core/operators/attention.ts'
import type { Curve, Curves } from '../../core/operators/curves.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { readConsole, setConsole } from '../../http/cookies.ts'
import { form, page, type Text, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm, UserName } from '../parts/form.tsx'
import { NeedsALook } from './attention.tsx'
import { Chart, Legend, type Span } from './chart.tsx'
import { isOpen, Moment, NONE, Tabs, token } from './frame.tsx'

const CURVES: Record<Curve, Text> = {
  signIns: { ko: '로그인', en: 'Sign-ins' },
  failures: { ko: '실패한 로그인', en: 'Failed sign-ins' },
  signUps: { ko: '가입', en: 'Sign-ups' },
  resets: { ko: '비밀번호 재설정', en: 'Passwords reset' },
}
const TAKEOVERS: Text = { ko: '옮겨 온 계정', en: 'Accounts that came over' }

/** Ends the console that this browser had open, if any. */
async function close(c: Ctx): Promise<void> {
  const cookie = readConsole(c)
  if (cookie !== null) await auth(c).closeConsole(cookie)
}

/** The page of the console that somebody was led here from. */
const cameFrom = (c: Ctx) => placeOf(c).returnTo?.match(/^\/console[/?].*/)?.[0]

/** By the admin token; and what happens in the service, once it is open. */
export const overview = page({
  path: '/console',
  title: { ko: '콘솔', en: 'Console' },
  isWide: true,
  forms: {
    main: form({
      fields: {
        token: {
          ...token,
          hint: {
            ko: 'ADMIN_TOKEN의 값입니다. 콘솔은 한 시간 동안 열려 있습니다.',
            en: 'The value of ADMIN_TOKEN. The console stays open for an hour.',
          },
        },
      },
      async act(c, { token }) {
        const cookie = await auth(c).openConsole(token)
        await close(c)
        setConsole(c, cookie)
        return go(c, cameFrom(c) ?? hereTo(c, '/console'))
      },
    }),
    close: form({
      fields: {},
      async act(c) {
        await close(c)
        setConsole(c, null)
        return go(c, hereTo(c, '/console'), 'console_closed')
      },
    }),
  },
  async load(c) {
    if (!(await isOpen(c))) return null
    const [curves, attention] = await Promise.all([auth(c).readCurves(), auth(c).whatNeedsALook()])
    return { curves, attention }
  },
  view: (view, model) =>
    model === null ? (
      <PageForm view={view} submit={{ ko: '콘솔 열기', en: 'Open the console' }}>
        <UserName value="admin" />
      </PageForm>
    ) : (
      <Overview view={view} {...model} />
    ),
})

function Overview({ view, curves, attention }: { view: View; curves: Curves; attention: Attention }) {
  const { hours, days, countedUntil, takeovers } = curves
  const ofHours: Span = { from: curves.hoursFrom, step: 3_600_000, title: { ko: '48시간', en: '48 hours' } }
  const ofDays: Span = { from: curves.daysFrom, step: 86_400_000, title: { ko: '30일', en: '30 days' } }
  const drawn = [hours, days].flatMap((one) => Object.values(one).flat())
  const contracts = [...new Set([...drawn, ...takeovers].map(({ contract }) => contract))].toSorted()
  const shared = { view, contracts }
  return (
    <>
      <Tabs view={view} />
      <NeedsALook view={view} attention={attention} sources={curves.sources} />
      <p class="faint">
        {view.t({ ko: '집계 시점: ', en: 'Counted up to: ' })}
        {countedUntil === null ? view.t(NONE) : <Moment view={view} at={countedUntil} />}
      </p>
      <Legend contracts={contracts} />
      {Object.entries(CURVES).map(([name, title]) => (
        <section>
          <h2>{view.t(title)}</h2>
          <div class="columns">
            <Chart {...shared} title={title} span={ofHours} series={hours[name as Curve]} />
            <Chart {...shared} title={title} span={ofDays} series={days[name as Curve]} />
          </div>
        </section>
      ))}
      {takeovers.length > 0 && (
        <section>
          <h2>{view.t(TAKEOVERS)}</h2>
          <div class="columns">
            <Chart {...shared} title={TAKEOVERS} span={ofDays} series={takeovers} />
          </div>
        </section>
      )}
    </>
  )
}
