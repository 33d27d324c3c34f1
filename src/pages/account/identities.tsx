import { auth } from '../../http/app-env.ts'
import { cookieCredential, readOAuthBrowser } from '../../http/cookies.ts'
import { form, page } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { providerName } from '../parts/providers.tsx'
import {
  againFor,
  callback,
  current,
  GuardedForm,
  ownAccount,
  SAYS,
  shown,
  ToAccount,
  toProvider,
} from './again.tsx'
import { Time, zoneOf } from './time.tsx'

const PATH = '/account/identities'

export const identities = page({
  path: PATH,
  title: { ko: '다른 서비스 계정 연결', en: 'Linked accounts' },
  forms: {
    link: form({
      fields: {
        provider: { label: { ko: '연결할 서비스', en: 'Service' } },
        current,
      },
      says: SAYS,
      async act(c, { provider, current }) {
        const options = { browser: readOAuthBrowser(c), returnTo: hereTo(c, PATH) }
        const request = auth(c).beginLink(callback(provider), options, cookieCredential(c), shown(current))
        return toProvider(c, await request)
      },
    }),
    unlink: form({
      fields: { provider: { kind: 'hidden' } },
      async act(c, { provider }) {
        await auth(c).unlinkIdentity(cookieCredential(c), provider, placeOf(c).language)
        return go(c, hereTo(c, PATH), 'identity_unlinked')
      },
    }),
    again: againFor(PATH, 'link_identity'),
  },
  async load(c) {
    const [own, linked] = [await ownAccount(c), await auth(c).listIdentities(cookieCredential(c))]
    const known = linked.map(({ provider }) => provider)
    const offered = auth(c).providersOffered()
    const others = offered.map(({ name }) => name).filter((name) => !known.includes(name))
    return { own, linked, others, zone: zoneOf(c) }
  },
  view: (view, { own, linked, others, zone }) => (
    <>
      {linked.length === 0 && <p>{view.t({ ko: '연결된 계정이 없습니다.', en: 'No account is linked.' })}</p>}
      <ul class="list">
        {linked.map(({ provider, linkedAt }) => {
          const { ko, en } = providerName(provider)
          return (
            <li>
              <strong>{view.t({ ko, en })}</strong>
              <p class="faint">
                {view.t({ ko: '연결한 때 ', en: 'linked ' })}
                <Time view={view} at={linkedAt} zone={zone} />
              </p>
              <PageForm
                view={view}
                name="unlink"
                values={{ provider }}
                tone="danger"
                submit={{ ko: `${ko} 연결 끊기`, en: `Unlink ${en}` }}
              />
            </li>
          )
        })}
      </ul>
      {others.length > 0 && (
        <>
          <h2>{view.t({ ko: '계정 연결', en: 'Link an account' })}</h2>
          <GuardedForm
            view={view}
            own={own}
            name="link"
            right="link_identity"
            without={['provider']}
            submit={{ ko: '연결하기', en: 'Link' }}
            first={
              <div class="field">
                <label for="link-provider">{view.t({ ko: '연결할 서비스', en: 'Service' })}</label>
                <select id="link-provider" name="provider">
                  {others.map((name) => (
                    <option value={name} selected={view.refused?.values.provider === name}>
                      {view.t(providerName(name))}
                    </option>
                  ))}
                </select>
              </div>
            }
          />
        </>
      )}
      <ToAccount view={view} />
    </>
  ),
})
