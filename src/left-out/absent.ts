/** In the place of what the bundle has not, since nothing here calls it (the aliases in wrangler.toml). */
export function absent(): never {
  throw new Error('this is left out of the bundle, by an alias in wrangler.toml')
}
