import type { Failure } from '../../contracts/contract.ts'

export const OWN: string[] = ['cookie', 'session', 'bearer']
export const SESSION: Failure[] = ['signed_out', 'not_allowed_yet']
export const PASSWORD: Failure[] = [...SESSION, 'wrong_password', 'too_many_attempts']
