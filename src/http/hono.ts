import { HonoBase } from 'hono/hono-base'
import { TrieRouter } from 'hono/router/trie-router'
import type { BlankSchema, Env, Schema } from 'hono/types'

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
    super({ router: new TrieRouter() })
  }
}
