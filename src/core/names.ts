/**
 * The canonical form of names and addresses: NFKC, then lower case. Lookups and uniqueness go through it, so that
 * what looks alike is alike. Null for what no account can have: invisible, control or blank characters, or nothing.
 */
function canonical(text: string, longest: number): string | null {
  const key = text.normalize('NFKC').toLowerCase()
  if (key.length === 0 || key.length > longest) return null
  return /[\p{C}\p{Z}\p{M}]/u.test(key) ? null : key
}

export const usernameKey = (username: string): string | null => canonical(username, 64)

/** RFC 5321 addresses without quoting, lists or comments; 254 characters at most. */
export function emailKey(email: string): string | null {
  const key = canonical(email, 254)
  return key !== null && /^[^@"(),:;<>[\\\]]{1,64}@[^@"(),:;<>[\\\]]+$/.test(key) ? key : null
}
