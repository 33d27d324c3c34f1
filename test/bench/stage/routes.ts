import type { Course } from './load.ts'
import * as requests from './requests.ts'

export interface Route {
  title: string
  passes: number
  /** A connection's course; signs in at `url` first, where the route needs it. */
  course(url: URL, accounts: number): Promise<Course>
}

const anyone = (url: URL, accounts: number) => requests.signIn(url, requests.anyOf(accounts))

/** What is counted, and repeated on databases of other sizes; titles are those of the comparisons. */
export const ROUTES: Route[] = [
  { title: 'sign-in by cookie', passes: 200, course: async (_, n) => requests.signInByCookie(n) },
  { title: 'sign-in by token', passes: 200, course: async (_, n) => requests.signInByToken(n) },
  { title: 'failed sign-in', passes: 401, course: async (_, n) => requests.failSignIn(n) },
  {
    title: 'session check by cookie',
    passes: 200,
    course: async (url, n) => requests.checkByCookie(await anyone(url, n)),
  },
  {
    title: 'session check by token',
    passes: 200,
    course: async (url, n) => requests.checkByToken(await anyone(url, n)),
  },
  { title: 'refresh', passes: 200, course: async (url, n) => requests.refresh(await anyone(url, n)) },
]
