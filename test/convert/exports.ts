import { run } from '../acts/commands.ts'

export const convert = (args: string[], input?: string) => run('convert', args, input)

const converted = new Map<string, ReturnType<typeof convert>>()

/** One of `exports`, converted once for all tests. */
export function convertOnce(name: string): ReturnType<typeof convert> {
  const known = converted.get(name) ?? convert(['--from', name, ...(exports[name]?.args ?? [])])
  converted.set(name, known)
  return known
}

export const EXPORTS = 'test/convert/exports'
export const PASSWORD = 'moonlight sonata'
interface Export {
  args: string[]
  /** Who can sign in by username, with what. */
  passwords: Record<string, string>
  /** Who comes along without a password. */
  others: string[]
  report: string[]
}

/** Each export in `test/convert/exports`, and what the converter makes of it. */
export const exports: Record<string, Export> = {
  supabase: {
    args: [`${EXPORTS}/supabase.csv`],
    passwords: { kim: PASSWORD, choi: 'user1password' },
    others: ['seoyeon-lee', 'park'],
    report: [
      'user 5: left out: deleted',
      'user 6: left out: anonymous',
      'user 3 (park@example.com): password left out: hash_too_costly (argon2id)',
      'user 1 (kim@example.com): username made: kim, of its e-mail',
      'user 2 (seoyeon-lee): identity left out: discord is not known here',
      'user 3 (park@example.com): username made: park, of its e-mail',
      'user 4 (choi@example.com): username made: choi, of its e-mail',
      'user 4 (choi@example.com): not taken along: the Firebase keys in its hash: set them as FIREBASE_SIGNER_KEY (sk) and FIREBASE_SALT_SEPARATOR (ss)',
      'user 7: left out: no password, e-mail or identity to sign in with',
      '4 written, 3 left out; password left out 1; username made 3; identity left out 1; not taken along 1',
    ],
  },
  'better-auth': {
    args: [`${EXPORTS}/better-auth.json`],
    passwords: { minjun: PASSWORD, seoyeonlee: PASSWORD, park: 'ﬁnale Ⅳ moon' },
    others: ['choi', 'jung'],
    report: [
      'user 2 (seoyeon.lee@example.com): username made: seoyeonlee, of its e-mail',
      'user 3 (park@example.com): username made: park, of its e-mail',
      'user 4 (choi@example.com): username made: choi, of its e-mail',
      'user 5 (jung@example.com): identity left out: discord is not known here',
      'user 5 (jung@example.com): username made: jung, of its e-mail',
      '5 written, 0 left out; username made 4; identity left out 1',
    ],
  },
  auth0: {
    args: [`${EXPORTS}/auth0.ndjson`],
    passwords: { kim: PASSWORD, choi: PASSWORD, jung: PASSWORD, euclid: PASSWORD },
    others: ['seoyeon', 'park', 'kang'],
    report: [
      'user 1 (kim@example.com): username made: kim, of its e-mail',
      'user 3 (park@example.com): identity left out: apple is not known here',
      'user 3 (park@example.com): username made: park, of its e-mail',
      'user 4 (choi@example.com): username made: choi, of its e-mail',
      'user 4 (choi@example.com): not taken along: second factor',
      'user 5 (jung@example.com): username made: jung, of its e-mail',
      'user 6 (kang@example.com): username made: kang, of its e-mail',
      'user 6 (kang@example.com): not taken along: password: hmac in a form that is not known',
      'user 7 (euclid@example.com): username made: euclid, of its e-mail',
      '7 written, 0 left out; passwords hashed once more 1; username made 6; identity left out 1; not taken along 2',
    ],
  },
  firebase: {
    args: [`${EXPORTS}/firebase.json`, '--config', `${EXPORTS}/firebase-hash-config.txt`],
    passwords: { kim: 'user1password', seoyeon: PASSWORD },
    others: ['park', 'choi'],
    report: [
      'user 1 (kim@example.com): username made: kim, of its e-mail',
      'user 2 (seoyeon@example.com): username made: seoyeon, of its e-mail',
      'user 3 (park@example.com): identity left out: apple.com is not known here',
      'user 3 (park@example.com): username made: park, of its e-mail',
      'user 4 (choi@example.com): username made: choi, of its e-mail',
      'user 4 (choi@example.com): not taken along: password: redacted, since whoever exported may not read it',
      'user 5: left out: no password, e-mail or identity to sign in with',
      '4 written, 1 left out; username made 4; identity left out 1; not taken along 1',
    ],
  },
  keycloak: {
    args: [`${EXPORTS}/keycloak.json`],
    passwords: { kim: 'password', 'seoyeon@example.com': 'password' },
    others: ['user1', 'choi', 'jung'],
    report: [
      'user 6: left out: the account of a service',
      'user 5 (jung): password left out: hash_too_costly (pbkdf2-sha1)',
      'user 1 (kim): not taken along: second factor',
      'user 4 (choi): identity left out: corporate-saml is not known here',
      '5 written, 1 left out; password left out 1; not taken along 1; identity left out 1',
    ],
  },
  django: {
    args: [`${EXPORTS}/django.json`],
    passwords: { kim: PASSWORD, lee: PASSWORD, park: PASSWORD, choi: PASSWORD, Kim2: PASSWORD },
    others: ['jung', 'kang', 'yoon'],
    report: [
      'user 6 (kang): password left out: hash_too_costly (argon2id)',
      'user 7 (Kim): username made: Kim2, of its username',
      'user 9 (lim): left out: no password, e-mail or identity to sign in with',
      '8 written, 1 left out; password left out 1; passwords hashed once more 4; username made 1',
    ],
  },
  wordpress: {
    args: [`${EXPORTS}/wordpress.json`],
    passwords: { admin: PASSWORD, kim: PASSWORD, SeoYeon: PASSWORD, park: PASSWORD, choi: PASSWORD },
    others: [],
    report: [
      'user 3 (Seo Yeon): username made: SeoYeon, of its username',
      'user 6 (bot): left out: no password, e-mail or identity to sign in with',
      '5 written, 1 left out; passwords hashed once more 1; username made 1',
    ],
  },
  rows: {
    args: [`${EXPORTS}/rows.ndjson`],
    passwords: {
      ...{ kim: PASSWORD, seoyeon: PASSWORD, park: PASSWORD, choi: PASSWORD, jung: PASSWORD, kang: PASSWORD },
    },
    others: ['yoon'],
    report: [
      'line 8: left out: no JSON',
      'line 7: password left out: hash_too_costly (bcrypt)',
      '7 written, 1 left out; password left out 1; passwords hashed once more 5',
    ],
  },
}
