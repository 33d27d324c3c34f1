/** What `make` makes, made at the first call: neither a start nor another kind of request waits for it. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
