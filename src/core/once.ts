/** What `make` makes, made at the first call: neither a start nor another kind of request waits for it. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** What `make` makes of a text, made once while it is one of the last `most` texts. */
export function onceEach<T>(most: number, make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    const before = made.get(text)
    if (before !== undefined) return before
    const now = make(text)
    if (made.size >= most) made.delete(made.keys().next().value as string)
    made.set(text, now)
    return now
  }
}
