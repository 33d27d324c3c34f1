import { auth } from '../../http/app-env.ts'
import { cookieCredential } from '../../http/cookies.ts'
import { form, page, type Text, type View } from '../engine/definition.ts'
import { go } from '../engine/go.ts'
import { hereTo, placeOf } from '../engine/place.ts'
import { PageForm } from '../parts/form.tsx'
import { factorCode, login, password } from '../wordings/fields.ts'
import { current, SAYS, shown, ToAccount } from './again.tsx'

export const PATH = '/account/places'
export const NAMES: Text = { ko: '서비스별 이름', en: 'My names in each service' }

/** What is said of the realm that has no name of its own. */
const MAIN: Text = { ko: '기본 서비스', en: 'Main service' }
const realmName = (view: View, realm: string) => (realm === 'main' ? view.t(MAIN) : realm)

/** Names are unique in their realm alone: whoever has an account in each of two may make them one. */
export const places = page({
  path: PATH,
  title: NAMES,
  forms: {
    main: form({
      fields: {
        own: { ...current, label: { ko: '이 계정의 비밀번호', en: 'Password of this account' } },
        realm: { label: { ko: '다른 계정의 서비스', en: 'Service of the other account' } },
        login: { ...login, label: { ko: '다른 계정의 아이디', en: 'Username of the other account' } },
        password: { ...password, label: { ko: '다른 계정의 비밀번호', en: 'Password of the other account' } },
        code: {
          ...factorCode,
          label: { ko: '다른 계정의 인증 코드', en: 'Code of the other account' },
          hint: { ko: '2단계 인증을 쓰는 계정이면 입력해 주세요.', en: 'If it has two-step sign-in.' },
          isOptional: true,
        },
      },
      says: {
        ...SAYS,
        wrong_password: {
          ko: '아이디나 비밀번호 가운데 올바르지 않은 것이 있습니다.',
          en: 'One of the passwords, or the username, is wrong.',
        },
      },
      async act(c, { own, realm = '', login = '', password = '', code }) {
        const other = { current: shown(own), realm, login, password, code }
        await auth(c).joinPlaces(cookieCredential(c), other, placeOf(c).language)
        return go(c, hereTo(c, PATH), 'accounts_joined')
      },
    }),
  },
  async load(c) {
    const own = await auth(c).listPlaces(cookieCredential(c))
    const known = own.map(({ realm }) => realm)
    const all = new Set(['main', ...c.get('config')().REALMS.values()])
    return { own, others: [...all].filter((realm) => !known.includes(realm)) }
  },
  view: (view, { own, others }) => (
    <>
      <dl>
        {own.map(({ realm, username, email }) => (
          <>
            <dt>{realmName(view, realm)}</dt>
            <dd>
              {username}
              {email && <span class="faint"> · {email}</span>}
            </dd>
          </>
        ))}
      </dl>
      {others.length > 0 && (
        <>
          <h2>{view.t({ ko: '다른 계정과 합치기', en: 'Join another account' })}</h2>
          <p>
            {view.t({
              ko: '합친 뒤에는 이 계정의 비밀번호와 2단계 인증만 쓰입니다. 되돌릴 수 없습니다.',
              en: 'From then on only the password and the two-step sign-in of this account count. This cannot be undone.',
            })}
          </p>
          <PageForm view={view} without={['realm']} submit={{ ko: '계정 합치기', en: 'Join the accounts' }}>
            <div class="field">
              <label for="realm">
                {view.t({ ko: '다른 계정의 서비스', en: 'Service of the other account' })}
              </label>
              <select id="realm" name="realm">
                {others.map((realm) => (
                  <option value={realm} selected={view.refused?.values.realm === realm}>
                    {realmName(view, realm)}
                  </option>
                ))}
              </select>
            </div>
          </PageForm>
        </>
      )}
      <ToAccount view={view} />
    </>
  ),
})
