import { env } from 'cloudflare:workers'
import { formOf } from '../../acts/pages.ts'
import type { Rule } from '../../walks/rules.ts'
import { opened } from './acts.ts'

/** To what opens the console, and back. */
const led = (path: string) => [`303 /console?${new URLSearchParams({ return_to: path })}`]

/** For whoever has shown the admin token to the console; the token itself opens no page. */
const operators = (path: string, passes: string, fields?: Record<string, string>): Rule => ({
  may: 'admin',
  request: async (h, { bearer }) => {
    const cookies = bearer === env.ADMIN_TOKEN ? (await opened(h)).cookies : {}
    return { path, ...(fields ? formOf(fields, cookies) : { cookies }) }
  },
  passes,
  refuses: led(path),
})

const [ONE, reason] = ['/console/accounts/1', 'a test']

/** Who may use each page of the console. */
export const CONSOLE_PAGES: Record<string, Rule> = {
  'GET /console': { may: 'open', passes: '200' },
  'POST /console': { may: 'open', request: () => formOf({ token: env.ADMIN_TOKEN }), passes: '303 /console' },
  'GET /console/accounts': operators('/console/accounts', '200'),
  'GET /console/accounts/:id': operators(ONE, '200'),
  'POST /console/accounts/:id': operators(ONE, `303 ${ONE}`, { act: 'disable', reason }),
  'GET /console/events': operators('/console/events', '200'),
  'GET /console/moving': operators('/console/moving', '200'),
  'POST /console/moving': operators('/console/moving', '200', { form: 'import', rows: '{}', reason }),
}
