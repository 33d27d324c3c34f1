/** What a client was told, by types that say that it would be. */
export interface Tried {
  pointers: string[]
  nickname: string | undefined
  kind: 'cookie' | 'token' | 'access' | undefined
  ended: number | undefined
}
