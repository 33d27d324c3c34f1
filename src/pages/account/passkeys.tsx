import type { Passkey } from '../../core/auth.ts'
import { Refusal } from '../../core/refusal.ts'
import { auth } from '../../http/app-env.ts'
import { cookieCredential, readCeremony, setCeremony } from '../../http/cookies.ts'
import { credentialIn, registration } from '../../http/passkeys/credentials.ts'
import { type Field, form, page, type Text, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { PasskeyButton } from '../parts/passkeys.tsx'
import {
  againFor,
  GuardedForm,
  isBackFor,
  type Own,
  ownAccount,
  owner,
  SAYS,
  shownByOwner,
  ToAccount,
} from './again.tsx'
import { Time, zoneOf } from './time.tsx'

const PATH = '/account/passkeys'

const name: Field = { label: { ko: '이름', en: 'Name' }, autocomplete: 'off', isName: 'bad_name' }
const nameless: Field = {
  ...name,
  hint: { ko: '예: 내 휴대폰. 비워 두어도 됩니다.', en: 'Such as “my phone”. It may be left empty.' },
  isOptional: true,
}
const id: Field = { kind: 'hidden' }

const UNNAMED: Text = { ko: '패스키', en: 'Passkey' }
/** The account's passkeys. One is made by script alone; all else works without. */
export const ownPasskeys = page({
  path: PATH,
  title: { ko: '패스키', en: 'Passkeys' },
  forms: {
    main: form({
      fields: owner,
      says: SAYS,
      async act(c, given) {
        const shown = shownByOwner(c, given)
        const begun = await auth(c).beginPasskey(cookieCredential(c), shown, readCeremony(c))
        setCeremony(c, begun.ceremony)
        return {
          title: { ko: '패스키 추가', en: 'Add a passkey' },
          body: (view) => <Make view={view} options={begun.options} />,
        }
      },
    }),
    add: form({
      fields: { credential: { kind: 'hidden' }, name: nameless },
      async act(c, values) {
        const credential = credentialIn(registration, values.credential)
        if (credential === null) throw new Refusal('passkey_refused', {}, 'no credential')
        const made = {
          ...{ credential, ceremony: readCeremony(c) },
          name: values.name === '' ? null : values.name,
        }
        await auth(c).addPasskey(cookieCredential(c), made, placeOf(c).language)
        return go(c, hereTo(c, PATH), 'passkey_added')
      },
    }),
    rename: form({
      fields: { id, name },
      async act(c, { id, name }) {
        await auth(c).renamePasskey(cookieCredential(c), id, name)
        return go(c, hereTo(c, PATH), 'passkey_renamed')
      },
    }),
    remove: form({
      fields: { id, ...owner },
      says: SAYS,
      async act(c, { id, ...given }) {
        const shown = shownByOwner(c, given)
        await auth(c).deletePasskey(cookieCredential(c), id, shown, placeOf(c).language)
        return go(c, hereTo(c, PATH), 'passkey_deleted')
      },
    }),
    again: againFor(PATH, 'add_passkey', 'delete_passkey'),
  },
  async load(c) {
    const passkeys = await auth(c).listPasskeys(cookieCredential(c))
    return { passkeys, zone: zoneOf(c), own: { ...(await ownAccount(c)), hasPasskey: passkeys.length > 0 } }
  },
  view: (view, { passkeys, zone, own }) => (
    <>
      <p>
        {view.t({
          ko: '패스키는 지문, 얼굴이나 화면 잠금으로 로그인하게 해 줍니다. 비밀번호도 인증 코드도 필요 없습니다.',
          en: 'A passkey signs you in by fingerprint, face or screen lock, without a password or a code.',
        })}
      </p>
      {passkeys.map((passkey) => (
        <One view={view} passkey={passkey} zone={zone} own={own} />
      ))}
      <h2>{view.t({ ko: '패스키 추가', en: 'Add a passkey' })}</h2>
      <GuardedForm view={view} own={own} right="add_passkey" submit={{ ko: '계속', en: 'Continue' }} />
      <ToAccount view={view} />
    </>
  ),
})

function Make({ view, options }: { view: View; options: object }) {
  return (
    <>
      <PasskeyButton
        view={view}
        name="add"
        options={options}
        submit={{ ko: '패스키 만들기', en: 'Make the passkey' }}
      />
      <noscript>
        <p>
          {view.t({
            ko: '패스키를 만들려면 브라우저에서 스크립트를 켜야 합니다.',
            en: 'Making a passkey needs scripts to be on in the browser.',
          })}
        </p>
      </noscript>
      <p>
        <a href={view.href(PATH)}>{view.t({ ko: '돌아가기', en: 'Back' })}</a>
      </p>
    </>
  )
}

interface OneProps {
  view: View
  passkey: Passkey
  zone: string
  own: Own
}

/** What was refused of another one is not said of this. */
function One({ view, passkey, zone, own }: OneProps) {
  const { id, name, createdAt, lastUsedAt, backedUp } = passkey
  const refused = view.refused?.values.id === id ? view.refused : null
  return (
    <section>
      <h2>{name ?? view.t(UNNAMED)}</h2>
      <p class="faint">
        {view.t({ ko: '만든 때 ', en: 'made ' })}
        <Time view={view} at={createdAt} zone={zone} />
        {lastUsedAt !== null && (
          <>
            {view.t({ ko: ' · 마지막 사용 ', en: ' · last used ' })}
            <Time view={view} at={lastUsedAt} zone={zone} />
          </>
        )}
        {backedUp && view.t({ ko: ' · 여러 기기에서 동기화됨', en: ' · synced between devices' })}
      </p>
      <details open={refused !== null || isBackFor(own, 'delete_passkey', id)}>
        <summary>{view.t({ ko: '이름 바꾸기, 지우기', en: 'Rename or delete' })}</summary>
        <PageForm
          view={{ ...view, refused }}
          name="rename"
          of={id}
          values={{ id, name: name ?? '' }}
          tone="quiet"
          submit={{ ko: '이름 바꾸기', en: 'Rename' }}
        />
        <GuardedForm
          view={{ ...view, refused }}
          own={own}
          right="delete_passkey"
          name="remove"
          of={id}
          values={{ id }}
          tone="danger"
          submit={{ ko: '지우기', en: 'Delete' }}
        />
      </details>
    </section>
  )
}
