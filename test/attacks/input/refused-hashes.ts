import { describe, expect, test } from 'vitest'
import { hashFlaw, verifyPassword } from '../../../src/core/passwords/hash.ts'
import { firebase } from '../../vectors/imported-hashes.json'
import { productionCrypto } from '../../world/instruments.ts'

const cheap = { iterations: 10, rounds: 1 }

describe('43: what no password matches', () => {
  const salt = 'MDEyMzQ1Njc4OWFiY2RlZg'
  const hash = 'A'.repeat(43)
  const text = `${hash}=`

  const crypted = 'a'.repeat(43)
  const signed = `$${salt}$${firebase.signerKey}`
  const costly = (scheme: string) => ({ reason: 'hash_too_costly', scheme })
  const weak = (scheme: string) => ({ reason: 'weak_hash', scheme })
  const unknown = { reason: 'unknown_hash' }

  test.for([
    ['bcrypt at cost 14', `bcrypt$$2b$14$${'a'.repeat(53)}`, costly('bcrypt')],
    ['WordPress’s bcrypt at cost 14', `$wp$2y$14$${'a'.repeat(53)}`, costly('bcrypt')],
    ['Spring’s bcrypt at cost 14', `{bcrypt}$2a$14$${'a'.repeat(53)}`, costly('bcrypt')],
    [
      'pbkdf2-sha256 of 2,000,001 iterations',
      `$pbkdf2-sha256$i=2000001$${salt}$${hash}`,
      costly('pbkdf2-sha256'),
    ],
    [
      'pbkdf2-sha512 of 1,000,001 iterations',
      `$pbkdf2-sha512$i=1000001$${salt}$${hash}`,
      costly('pbkdf2-sha512'),
    ],
    [
      'pbkdf2 of a billion iterations',
      `$pbkdf2-sha512$i=1000000000$${salt}$${hash}`,
      costly('pbkdf2-sha512'),
    ],
    [
      'Keycloak’s pbkdf2-sha1 of four blocks',
      `$pbkdf2-sha1$i=1300000$${salt}$${'A'.repeat(86)}`,
      costly('pbkdf2-sha1'),
    ],
    [
      'Django’s pbkdf2 of 2,000,001 iterations',
      `pbkdf2_sha256$2000001$seasalt$${text}`,
      costly('pbkdf2-sha256'),
    ],
    [
      'Werkzeug’s pbkdf2 of 1,000,001 iterations',
      `pbkdf2:sha512:1000001$salt$${'a'.repeat(128)}`,
      costly('pbkdf2-sha512'),
    ],
    ['ASP.NET’s of 4 billion iterations', `AQAAAAH/////AAAAEAAB${'A'.repeat(62)}==`, costly('pbkdf2-sha256')],
    ['scrypt of N·r·p above 2^20', `$scrypt$ln=14,r=8,p=9$${salt}$${hash}`, costly('scrypt')],
    ['scrypt of more than 64 MiB', `$scrypt$ln=17,r=8,p=1$${salt}$${hash}`, costly('scrypt')],
    ['scrypt of 2^99 blocks', `$scrypt$ln=99,r=8,p=1$${salt}$${hash}`, costly('scrypt')],
    ['Spring’s scrypt of 2^20 × 8', `{scrypt}$140801$${salt}$${hash}`, costly('scrypt')],
    ['Werkzeug’s scrypt of 2^18 × 8', `scrypt:262144:8:1$salt$${'a'.repeat(128)}`, costly('scrypt')],
    ['Firebase’s scrypt of 2^18 × 8', `$firebase-scrypt$m=18,r=8${signed}`, costly('firebase-scrypt')],
    ['argon2id of 65 MiB', `$argon2id$v=19$m=66560,t=1,p=1$${salt}$${hash}`, costly('argon2id')],
    [
      'argon2id of five passes over 64 MiB',
      `$argon2id$v=19$m=65536,t=5,p=1$${salt}$${hash}`,
      costly('argon2id'),
    ],
    [
      'Django’s argon2id of 100 MiB',
      `argon2$argon2id$v=19$m=102400,t=2,p=8$${salt}$${hash}`,
      costly('argon2id'),
    ],
    ['argon2i of 65 MiB', `$argon2i$v=19$m=66560,t=1,p=1$${salt}$${hash}`, costly('argon2i')],
    ['crypt(3) of 700,001 rounds', `$5$rounds=700001$salt$${crypted}`, costly('sha256-crypt')],
    [
      'crypt(3) of as many rounds as it takes',
      `$6$rounds=999999999$salt$${crypted}${crypted}`,
      costly('sha512-crypt'),
    ],
    ['phpass of 2^19 rounds', `$P$H${'a'.repeat(30)}`, costly('phpass')],
    ['phpBB’s of 2^30 rounds', `$H$S${'a'.repeat(30)}`, costly('phpass')],

    ['MD5', 'fae6c07c22e13e979a82f9604c5de21c', weak('md5')],
    ['SHA-1 in capitals', '1797F05F132213BD88BF514E359DD6CD31F82131', weak('sha1')],
    ['SHA-256', 'a'.repeat(64), weak('sha256')],
    ['SHA-512', 'a'.repeat(128), weak('sha512')],
    ['Django’s SHA-1', 'sha1$0u1OSw0Di4mkiH2AUDkpPv$69fe3d7580e5157edac97fee55df717382715820', weak('sha1')],
    ['Django’s MD5', 'md5$wDtuDxW6uWn9kBD3RrdrnX$5db2232ddbce1f7213f4a3063838b022', weak('md5')],
    ['LDAP’s SSHA', '{SSHA}igvD9lOiTXm16dmOw0YWRb9OjK2ThZvdQku2EQ==', weak('sha1')],
    ['LDAP’s MD5', '{MD5}+ubAfCLhPpeagvlgTF3iHA==', weak('md5')],
    ['Spring’s SHA-1', '{SHA-1}{6581QepZ}4f31573948ddbfb8ac9dd80107dfad13fd8f2454', weak('sha1')],
    ['Spring’s sha256', `{sha256}${'a'.repeat(80)}`, weak('sha256')],
    ['Spring’s clear text', '{noop}moonlight sonata', weak('noop')],

    ['bcrypt of a form that crypt(3) never wrote', `$2x$05$${'a'.repeat(53)}`, unknown],
    ['bcrypt at cost 3', `$2b$03$${'a'.repeat(53)}`, unknown],
    ['pbkdf2 of no iterations', `$pbkdf2-sha512$0$${salt}$${hash}`, unknown],
    ['pbkdf2 cut short', `$pbkdf2-sha512$i=1000$${salt}$${hash.slice(1)}`, unknown],
    ['pbkdf2 of another length than it says', `$pbkdf2-sha256$i=1000,l=64$${salt}$${hash}`, unknown],
    ['pbkdf2 without a salt', `$pbkdf2-sha512$i=1000$$${hash}`, unknown],
    ['pbkdf2 by MD5', `$pbkdf2-md5$i=1000$${salt}$${hash}`, unknown],
    ['Django’s pbkdf2 without a hash', 'pbkdf2_sha256$1000$seasalt$', unknown],
    ['Werkzeug’s pbkdf2 without its iterations', `pbkdf2:sha256$salt$${'a'.repeat(64)}`, unknown],
    ['Werkzeug’s scrypt cut short', `scrypt:1024:8:1$salt$${'a'.repeat(64)}`, unknown],
    ['scrypt of one block', `$scrypt$ln=0,r=8,p=1$${salt}$${hash}`, unknown],
    ['scrypt of more than its blocks can have', `$scrypt$ln=16,r=1,p=1$${salt}$${hash}`, unknown],
    ['scrypt of no lanes', `$scrypt$ln=10,r=8,p=0$${salt}$${hash}`, unknown],
    ['scrypt of 8 bytes', `$scrypt$ln=10,r=8,p=1$${salt}$${hash.slice(0, 11)}`, unknown],
    ['Django’s scrypt whose N is no power of two', `scrypt$16383$seasalt$8$1$${text}`, unknown],
    ['Better Auth’s with half a key', `${'a'.repeat(32)}:${'a'.repeat(64)}`, unknown],
    ['argon2id of no passes', `$argon2id$v=19$m=256,t=0,p=1$${salt}$${hash}`, unknown],
    ['argon2id of less memory than its lanes need', `$argon2id$v=19$m=31,t=1,p=4$${salt}$${hash}`, unknown],
    ['argon2id of a salt of 6 bytes', `$argon2id$v=19$m=256,t=1,p=1$c2hvcnRz$${hash}`, unknown],
    ['argon2id of the version before', `$argon2id$v=16$m=256,t=1,p=1$${salt}$${hash}`, unknown],
    ['crypt(3) of 999 rounds, which it never writes', `$5$rounds=999$salt$${crypted}`, unknown],
    ['crypt(3) with a salt of 17', `$5$${'s'.repeat(17)}$${crypted}`, unknown],
    ['crypt(3) cut short', `$6$salt$${crypted}`, unknown],
    ['MD5-crypt', '$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/', unknown],
    ['phpass of 2^6 rounds', `$P$4${'a'.repeat(30)}`, unknown],
    ['phpass cut short', `$P$B${'a'.repeat(29)}`, unknown],
    ['ASP.NET’s version 2 with a byte more', `AAABAgMEBQYHCAkKCwwNDg${'A'.repeat(46)}`, unknown],
    ['ASP.NET’s of a digest that it does not have', `AQAAAAMAACcQAAAAEAAB${'A'.repeat(62)}==`, unknown],
    ['ASP.NET’s whose salt is longer than all', `AQAAAAEAACcQ/////wAB${'A'.repeat(62)}==`, unknown],
    ['Spring’s pbkdf2 with a salt of another length', `{pbkdf2}${'a'.repeat(96)}`, unknown],
    ['Spring’s encoder that is not its own', `{bcrypt5}$2a$05$${'a'.repeat(53)}`, unknown],
    ['an encoder of every object', '{constructor}x', unknown],
    ['Firebase’s of another length than its key', `$firebase-scrypt$m=14,r=8$${salt}$${hash}`, unknown],
    [
      'a digest wrapped in more than this service spends',
      `$wrapped-sha1$pbkdf2-sha256$i=1000,r=21$${salt}$${hash}`,
      unknown,
    ],
    ['a digest wrapped in nothing', '$wrapped-sha1', unknown],
    ['Django’s unusable password', '!mUSIwnEkXo9jH7v2kQqVUlTBXnKxHPxUnTiX6K1c', unknown],
    ['characters of no base64', `$argon2id$v=19$m=256,t=1,p=1$한글한글한글$${hash}`, unknown],
  ] as const)('43: %s is refused at once, at the cost of one hash', async ([, stored, flaw]) => {
    const { crypto, calls } = productionCrypto()

    expect(hashFlaw(stored, firebase)).toEqual(flaw)
    expect(await verifyPassword(crypto, 'moonlight sonata', stored, cheap, firebase)).toMatchObject({
      matches: false,
    })
    expect(calls).toEqual([10])
  })
})

test('43: Firebase’s cannot be verified without the project’s signer key, and the report says so', async () => {
  const stored = `$firebase-scrypt$m=14,r=8$42xEC+ixf3L2lw==$${firebase.signerKey}`
  const { crypto, calls } = productionCrypto()

  expect(hashFlaw(stored, null)).toEqual({ reason: 'hash_key_missing', scheme: 'firebase-scrypt' })
  expect(await verifyPassword(crypto, 'user1password', stored, cheap)).toMatchObject({ matches: false })
  expect(calls).toEqual([10])
})
