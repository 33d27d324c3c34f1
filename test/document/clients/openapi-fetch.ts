import createClient from 'openapi-fetch'
import type { paths } from '../../../dist/document/openapi-fetch'
import type { Tried } from './tried'

/** The types that openapi-typescript makes, in the hands of openapi-fetch. */
export async function byOpenapiFetch(baseUrl: string, login: string, password: string): Promise<Tried> {
  const client = createClient<paths>({ baseUrl })
  const refused = await client.POST('/v1/accounts', {
    body: { username: '!', email: 'x', password: 'short' },
  })
  const signedIn = await client.POST('/v1/sessions', { body: { login, password, use: 'token' } })
  if (!signedIn.data || !('access_token' in signedIn.data)) throw new Error('not signed in')
  const headers = { Authorization: `Bearer ${signedIn.data.access_token}` }
  const me = await client.PATCH('/v1/me', { headers, body: { nickname: '새 이름' } })
  const sessions = await client.GET('/v1/sessions', { headers, params: { query: {} } })
  const current = sessions.data?.sessions.find(({ current }) => current)
  const ended = await client.DELETE('/v1/sessions/{id}', {
    headers,
    params: { path: { id: current?.id ?? '' } },
  })
  return {
    pointers: refused.error?.errors?.flatMap(({ pointer }) => pointer ?? []) ?? [],
    nickname: me.data?.nickname,
    kind: current?.kind,
    ended: ended.response.status,
  }
}
