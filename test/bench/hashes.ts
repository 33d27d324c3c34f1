import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './measures/statistics.ts'
import type { Measured } from './measures/worth.ts'
import { bundle } from './stage/bundle.ts'
import { Connection } from './stage/connection.ts'
import { stage } from './stage/stage.ts'

/* What each kind of imported hash takes beside what its scheme says it is worth: what keeps wrong passwords level. */

const SAMPLES = Number(process.argv[2] ?? 30)
/** Before anything is clocked: until then the runtime has not compiled what it will run. */
const WARMING = 10

const SALT = 'MDEyMzQ1Njc4OWFiY2RlZg'
const base64 = (bytes: number) => btoa('\0'.repeat(bytes)).replace(/=+$/, '')
const BCRYPT = 'abcdefghijklmnopqrstuuYSVNq5OH1ffSbUPwT.eNoIKtEmeOpUG'

const HASHES = {
  'pbkdf2-sha256': `$pbkdf2-sha256$i=100000,r=6$${SALT}$${base64(32)}`,
  'pbkdf2-sha1': `$pbkdf2-sha1$i=100000$${SALT}$${base64(20)}`,
  'pbkdf2-sha512': `$pbkdf2-sha512$i=100000$${SALT}$${base64(64)}`,
  'pbkdf2-sha1 in JavaScript': `$pbkdf2-sha1$i=100001$${SALT}$${base64(20)}`,
  'pbkdf2-sha256 in JavaScript': `$pbkdf2-sha256$i=100001$${SALT}$${base64(32)}`,
  'pbkdf2-sha512 in JavaScript': `$pbkdf2-sha512$i=100001$${SALT}$${base64(64)}`,
  bcrypt: `$2b$09$${BCRYPT}`,
  'scrypt, r 8': `$scrypt$ln=14,r=8,p=1$${SALT}$${base64(32)}`,
  'scrypt, r 16': `$scrypt$ln=14,r=16,p=1$${SALT}$${base64(32)}`,
  'argon2id, two passes over 19 MiB': `$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${base64(32)}`,
  'argon2id, three passes over 4 MiB': `$argon2id$v=19$m=4096,t=3,p=1$${SALT}$${base64(32)}`,
  'sha256-crypt': `$5$rounds=20000$saltstring$${'A'.repeat(43)}`,
  'sha512-crypt': `$6$rounds=20000$saltstring$${'A'.repeat(86)}`,
  phpass: `$P$E${'A'.repeat(30)}`,
}

const directory = await mkdtemp(join(tmpdir(), 'munjigi-hashes-'))
try {
  const schemes = await bundle(directory, 'test/bench/workers/schemes.ts')
  await using world = await stage(join(directory, 'state'), [
    { name: 'schemes', bundle: schemes, database: 'hashes' },
  ])
  const connection = new Connection(world.url('schemes'))
  for (const [title, hash] of Object.entries(HASHES)) {
    const measured: Measured[] = []
    for (let sample = -WARMING; sample < SAMPLES; sample++) {
      const { status, body } = await connection.send({ method: 'POST', path: '/', body: hash })
      if (status !== 200) throw new Error(`${title}: ${status}`)
      if (sample >= 0) measured.push(JSON.parse(body))
    }
    const took = median(measured.map((one) => one.took))
    const ratio = median(measured.map((one) => (one.worth / 100_000) * (one.native / one.took)))
    console.log(`${title}: ${took.toFixed(1)} ms; its worth says ${((ratio - 1) * 100).toFixed(0)} % more`)
  }
  connection.close()
} finally {
  await rm(directory, { recursive: true, force: true })
}
