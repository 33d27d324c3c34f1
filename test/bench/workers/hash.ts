const utf8 = new TextEncoder()

/** The six rounds of PBKDF2 that a password costs, and nothing else; the derived bytes. */
export async function hash(env: Env, password: string, salt: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  let derived: BufferSource = utf8.encode(password)
  const iterations = Number(env.PASSWORD_ITERATIONS)
  for (let round = 0; round < Number(env.PASSWORD_ROUNDS); round++) {
    const key = await crypto.subtle.importKey('raw', derived, 'PBKDF2', false, ['deriveBits'])
    derived = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256)
  }
  return derived as ArrayBuffer
}
