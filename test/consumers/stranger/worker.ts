import type { AuthService } from '../../../types/auth.d.ts'

interface Env {
  AUTH: AuthService
}

/** A Worker of somebody else, who has the declarations and nothing more: tells whom its caller is signed in as. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const token = new URL(request.url).searchParams.get('token')
    const checked =
      token === null ? await env.AUTH.checkSession(request.headers) : await env.AUTH.verifyToken(token)
    if (!checked.ok) return Response.json(checked, { status: checked.code === 'unavailable' ? 503 : 401 })
    const { account, session, state, expiresAt } = checked
    return Response.json({ account, session, state, expiresAt, body: await request.text() })
  },
}
