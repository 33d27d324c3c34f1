import fc from 'fast-check'

export interface Route {
  method: string
  path: string
}

const SPLINTERS = [
  '../',
  '%2e%2e/',
  './',
  '/',
  '%2f',
  '%00',
  '%ff',
  '%',
  '%25',
  ';a=b',
  '%F0%9F%A6%AD',
  '\\',
  '.json',
]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']
const splintered = (route: fc.Arbitrary<Route>) =>
  fc
    .tuple(
      route,
      fc.constantFrom(...METHODS),
      fc.constantFrom(...SPLINTERS),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([{ path }, method, splinter, where]) => {
      const at = Math.round(where * path.length)
      return { method, path: `/${path.slice(1, at)}${splinter}${path.slice(Math.max(1, at))}` }
    })
const recased = (route: fc.Arbitrary<Route>) =>
  route.chain(({ method, path }) => fc.mixedCase(fc.constant(path)).map((mixed) => ({ method, path: mixed })))
const escaped = (route: fc.Arbitrary<Route>) =>
  fc.tuple(route, fc.integer({ min: 1, max: 5 })).map(([{ method, path }, every]) => ({
    method,
    path: path.replace(/[a-z]/gi, (letter, at) =>
      at % every ? letter : `%${letter.charCodeAt(0).toString(16)}`,
    ),
  }))

/** Paths that are nearly those of the routes, or the same ones written otherwise. */
export function bentPath(routes: Route[]): fc.Arbitrary<Route> {
  const route = fc.constantFrom(...routes)
  return fc.oneof(splintered(route), recased(route), escaped(route))
}
