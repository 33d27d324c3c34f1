import { endSession, listSessions, signIn, signUp, updateAccount } from '../../../dist/document/hey-api'
import { createClient } from '../../../dist/document/hey-api/client'
import type { Tried } from './tried'

/** The functions that hey-api makes, one for each operation. */
export async function byHeyApi(baseUrl: string, login: string, password: string): Promise<Tried> {
  const client = createClient({ baseUrl })
  const refused = await signUp({ client, body: { username: '!', email: 'x', password: 'short' } })
  const signedIn = await signIn({ client, body: { login, password, use: 'token' } })
  if (!signedIn.data || !('access_token' in signedIn.data)) throw new Error('not signed in')
  const headers = { Authorization: `Bearer ${signedIn.data.access_token}` }
  const me = await updateAccount({ client, headers, body: { nickname: '새 이름' } })
  const sessions = await listSessions({ client, headers })
  const current = sessions.data?.sessions.find(({ current }) => current)
  const ended = await endSession({ client, headers, path: { id: current?.id ?? '' } })
  return {
    pointers: refused.error?.errors?.flatMap(({ pointer }) => pointer ?? []) ?? [],
    nickname: me.data?.nickname,
    kind: current?.kind,
    ended: ended.response?.status,
  }
}
