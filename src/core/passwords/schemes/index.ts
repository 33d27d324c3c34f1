import type { FirebaseProject } from '../../ports.ts'
import { argon2 } from './argon2.ts'
import { aspNet } from './aspnet.ts'
import { bcrypt } from './bcrypt.ts'
import { wrapped } from './digests.ts'
import { firebase } from './firebase.ts'
import { ownScheme } from './own.ts'
import { pbkdf2 } from './pbkdf2.ts'
import { phpass } from './phpass.ts'
import type { Reading } from './scheme.ts'
import { scrypt } from './scrypt.ts'
import { shaCrypt } from './sha-crypt.ts'
import { spring } from './spring.ts'
import { weakHash } from './weak-digests.ts'
import { wordPress } from './wordpress.ts'

/**
 * How to verify a stored hash, ours or another service's, or why it is not taken; null for a form that is not known
 * here, and for a damaged hash. Those that take much memory run without a pause, so that an isolate never has two of
 * them at once.
 */
export const readHash = (stored: string, project: FirebaseProject | null): Reading =>
  ownScheme(stored) ??
  bcrypt(stored) ??
  pbkdf2(stored) ??
  scrypt(stored) ??
  argon2(stored) ??
  shaCrypt(stored) ??
  phpass(stored) ??
  wordPress(stored) ??
  spring(stored) ??
  aspNet(stored) ??
  firebase(stored, project) ??
  wrapped(stored) ??
  weakHash(stored)
