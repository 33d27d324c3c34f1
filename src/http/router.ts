import type { Result, Router } from 'hono/router'
import { TrieRouter } from 'hono/router/trie-router'

/**
 * Hono's fast router takes no `/sessions/current` beside `/sessions/:id`; the one that does searches a tree at every
 * request. This one remembers what it found for the paths that have no parameter, and for no others: they are few.
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = 'RememberingRouter'
  readonly #tree = new TrieRouter<T>()
  readonly #routes = new Set<string>()
  readonly #found = new Map<string, Result<T>>()

  add(method: string, path: string, handler: T): void {
    this.#tree.add(method, path, handler)
    this.#found.clear()
    if (method !== 'ALL' && !/[*:]/.test(path)) this.#routes.add(`${method} ${path}`)
  }

  match(method: string, path: string): Result<T> {
    const route = `${method} ${path}`
    const known = this.#found.get(route)
    if (known) return known
    const result = this.#tree.match(method, path)
    if (this.#routes.has(route)) this.#found.set(route, result)
    return result
  }
}
