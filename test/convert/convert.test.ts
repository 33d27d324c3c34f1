import { describe, expect, test } from 'vitest'
import { linesOf, operate } from '../acts/operator.ts'
import { firebase } from '../vectors/imported-hashes.json'
import { type Harness, harness, type Reply } from '../world/harness.ts'
import { from } from '../world/instruments.ts'
import { everyAccount } from '../world/people.ts'
import { convert, convertOnce, EXPORTS, exports, PASSWORD } from './exports.ts'

const env: Record<string, string> = {
  FIREBASE_SIGNER_KEY: firebase.signerKey,
  FIREBASE_SALT_SEPARATOR: firebase.saltSeparator,
}

const signIn = async (h: Harness, login: string, password: string, network: number) => {
  const body = { login, password, use: 'token' }
  return (await h.post('/v1/sessions', body, from(`198.51.100.${network}`))).status
}

describe('what the converter makes of an export is imported whole, and its people sign in', () => {
  test.for(Object.entries(exports))('%s', async ([name, { passwords, others, report }]) => {
    const h = await harness({ env })
    const run = await convertOnce(name)
    expect(run.report.trimEnd().split('\n')).toEqual(report)
    expect(run.code).toBe(0)

    const people = [...Object.keys(passwords), ...others]
    const reply = linesOf(await operate(h, 'POST', '/admin/accounts/import', { raw: run.out }))
    expect(reply).toEqual([
      { done: true, line: people.length, imported: people.length, unchanged: 0, refused: 0 },
    ])
    expect((await everyAccount()).map(({ username }) => username).toSorted()).toEqual(people.toSorted())
    expect(await signIn(h, people[0] ?? '', 'another password', people.length)).toBe(401)
    for (const [at, login] of people.entries()) {
      const password = passwords[login]
      expect(await signIn(h, login, `${password}!`, at)).toBe(401)
      expect(await signIn(h, login, password ?? PASSWORD, at)).toBe(password === undefined ? 401 : 201)
    }
  })
})

describe('a row says what its export says', () => {
  const rowsOf = async (name: string) => linesOf({ text: (await convertOnce(name)).out } as Reply)

  test('of identities, verified addresses, bans and times', async () => {
    const [kim, seoyeon, park] = await rowsOf('supabase')
    const created_at = '2023-07-05T07:46:07.988Z'
    expect(kim).toEqual({
      ...{ username: 'kim', email: 'kim@example.com', email_verified: true, nickname: '김민준', created_at },
      password_hash: expect.stringMatching(/^\$2a\$05\$/),
    })
    expect(seoyeon).toEqual({
      ...{ username: 'seoyeon-lee', email: 'seoyeon@example.com', email_verified: true, created_at },
      nickname: 'Lee Seo-yeon',
      identities: [{ provider: 'github', subject: '583231', created_at: '2023-07-05T07:46:07.983Z' }],
    })
    expect(park).toEqual({
      ...{ username: 'park', email: 'park@example.com', email_verified: false, disabled: true, created_at },
    })
  })

  test('of both exports of Auth0, the profile first', async () => {
    const [kim, seoyeon, park] = await rowsOf('auth0')
    expect(kim).toEqual({
      ...{ username: 'kim', email: 'kim@example.com', email_verified: true, nickname: '김민준' },
      password_hash: expect.stringMatching(/^\$2b\$10\$/),
      ...{ password_changed_at: '2019-12-06T18:36:12.412Z', created_at: '2019-12-06T18:36:12.412Z' },
    })
    expect(seoyeon).toMatchObject({ username: 'seoyeon', disabled: true })
    expect(park.identities).toMatchObject([{ provider: 'google', subject: '112233445566778899000' }])
  })

  test('of a password that must change, and of who is disabled', async () => {
    const [, seoyeon, user1] = await rowsOf('keycloak')
    expect(seoyeon).toMatchObject({
      must_change_password: true,
      password_changed_at: '2021-01-21T12:02:18.676Z',
    })
    expect(user1).toMatchObject({ disabled: true, email_verified: false })
  })
})

describe('the converter', () => {
  test('says the same of the same file, but for its salts', async () => {
    const runs = await Promise.all([1, 2].map(() => convert(['--from', 'django', `${EXPORTS}/django.json`])))
    const [first, second] = runs.map(({ out }) => out.replaceAll(/(r=6\$)[^"]+/g, '$1'))
    expect(first).toBe(second)
    expect(first).toContain('$wrapped-sha1,before=')
  })

  test('never writes a password, a digest or a key into its report', async () => {
    const runs = await Promise.all(Object.keys(exports).map(convertOnce))
    const told = runs.map(({ report }) => report).join('')
    for (const secret of [PASSWORD, firebase.signerKey, '$2', 'fae6c07c22e13e979a82f9604c5de21c']) {
      expect(told).not.toContain(secret)
    }
  })

  test('gives everybody another username, where many would have the same', async () => {
    const users = ['kim', 'KIM', 'ki m', '김', 'kim2', 'minjun.kim.of.seoul', 'minjun.kim.of.busan'].map(
      (name, at) => ({
        ...{
          model: 'auth.user',
          pk: at,
          fields: { username: '', email: `${name.replace(' ', '')}@d${at}.example`, password: '' },
        },
      }),
    )
    const { out } = await convert(['--from', 'django', '-'], JSON.stringify(users))
    expect(linesOf({ text: out } as Reply).map(({ username }) => username)).toEqual([
      ...['kim', 'KIM2', 'kim3', 'user', 'kim22', 'minjunkimofs', 'minjunkimofb'],
    ])
  })

  test('reads CSV with quotes, commas and lines in its cells', async () => {
    const csv =
      'user_login,user_pass,user_email,display_name\r\n"kim","","kim@example.com","Kim, ""the"" \r\nsinger"\r\n'
    const { out, report } = await convert(['--from', 'wordpress', '-'], csv)
    expect(linesOf({ text: out } as Reply)).toEqual([
      { username: 'kim', email: 'kim@example.com', email_verified: false, nickname: 'Kim, "the" \r\nsinger' },
    ])
    expect(report).toBe('1 written, 0 left out\n')
  })

  test('leaves out a second account of one e-mail, and one whose record is another', async () => {
    const rows = [
      { user_login: 'kim', user_email: 'kim@example.com' },
      { user_login: 'lee', user_email: 'KIM@example.com' },
      { user_login: 7 },
    ]
    const { out, report } = await convert(['--from', 'wordpress', '-'], JSON.stringify(rows))
    expect(linesOf({ text: out } as Reply)).toHaveLength(1)
    expect(report).toBe(
      'user 3: left out: not as expected: user_login\nuser 2 (lee): left out: its e-mail is that of another before it\n1 written, 2 left out\n',
    )
  })

  test.for([
    [
      'no arguments',
      [],
      'npm run convert -- --from supabase|better-auth|auth0|firebase|keycloak|django|wordpress|rows FILE',
    ],
    ['a source that is not known', ['--from', 'constructor', '-'], 'from what? supabase, better-auth'],
    ['a file that is not there', ['--from', 'django', 'nothing.json'], 'ENOENT'],
    ['another file', ['--from', 'django', `${EXPORTS}/firebase.json`], 'the file is no export of django'],
    ['no JSON', ['--from', 'keycloak', `${EXPORTS}/supabase.csv`], 'the file is no export of keycloak'],
    ['Firebase without its parameters', ['--from', 'firebase', `${EXPORTS}/firebase.json`], '--config FILE'],
    [
      'Firebase with other hashes',
      ['--from', 'firebase', `${EXPORTS}/firebase.json`, '--config', `${EXPORTS}/rows.ndjson`],
      'hashes by an unknown algorithm cannot be verified',
    ],
  ] as const)('writes nothing and says why with %s', async ([, args, why]) => {
    const { out, report, code } = await convert([...args])
    expect({ out, code }).toEqual({ out: '', code: 1 })
    expect(report).toContain(why)
  })
})

test('an identity at a provider of the configuration goes by its name here', async () => {
  const file = `${EXPORTS}/keycloak.json`
  const { out, report } = await convert([
    '--from',
    'keycloak',
    file,
    '--provider',
    'corporate-saml=corporate',
  ])
  const providers = out
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => JSON.parse(line).identities ?? [])
    .map(({ provider }: { provider: string }) => provider)
  expect(providers).toContain('corporate')
  expect(report).not.toContain('corporate-saml')
  for (const wrong of ['corporate', 'corporate-saml=', 'corporate-saml=Corporate SAML']) {
    const run = await convert(['--from', 'keycloak', file, '--provider', wrong])
    expect([run.out, run.report.startsWith('npm run convert')]).toEqual(['', true])
  }
})
