import { HonoBase } from 'hono/hono-base'
import type { Result } from 'hono/router'
import { TrieRouter } from 'hono/router/trie-router'
import type { BlankSchema, Env, Schema } from 'hono/types'

/** It remembers what a path without parameters leads to: those are asked for again and again. */
class RememberingRouter<T> extends TrieRouter<T> {
  readonly #plain = new Set<string>()
  readonly #found = new Map<string, Result<T>>()

  override add(method: string, path: string, handler: T): void {
    super.add(method, path, handler)
    this.#found.clear()
    if (!/[:*]/.test(path)) this.#plain.add(`${method} ${path}`)
  }

  override match(method: string, path: string): Result<T> {
    const route = `${method} ${path}`
    const known = this.#found.get(route)
    if (known) return known
    const found = super.match(method, path)
    if (this.#plain.has(route)) this.#found.set(route, found)
    return found
  }
}

/**
 * Hono with the one of its routers that takes `/sessions/current` beside `/sessions/:id`. The usual entry carries all of
 * them, and tries the others first.
 */
export class Hono<
  E extends Env,
  S extends Schema = BlankSchema,
  BasePath extends string = '/',
> extends HonoBase<E, S, BasePath> {
  constructor() {
    super({ router: new RememberingRouter() })
  }
}
